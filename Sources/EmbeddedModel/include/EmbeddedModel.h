// The default model file's bytes, put into the program by the compiler (C23 #embed).
#pragma once

const void *embedded_model_bytes(void);
long embedded_model_count(void);

/// Lets the bytes' pages go: nobody reads them once the weights are packed.
void embedded_model_release(void);
