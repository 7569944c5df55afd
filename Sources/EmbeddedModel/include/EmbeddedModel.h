// The default model file's bytes, put into the program by the compiler (C23 #embed).
#pragma once

const void *embedded_model_bytes(void);
long embedded_model_count(void);
