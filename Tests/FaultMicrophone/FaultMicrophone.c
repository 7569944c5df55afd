#include "FaultMicrophone.h"
