#pragma once

// An ALSA capture plugin that plays a file as a microphone would, and fails on a script: see FaultMicrophone.c.
// Nothing is called by name: libasound opens the library that a private asound.conf names.
