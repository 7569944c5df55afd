#pragma once
// Preloaded into a program (LD_PRELOAD), it sets the wall clock an hour back and forth five times a second, with leaps of a second
// between: what NTP, a battery that was empty and a user may do in a year. CLOCK_MONOTONIC is left as it is.
