#include "Script.h"

#include <stdio.h>
#include <string.h>

static const char *const kind_names[] = {
    [FAULT_OVERRUN] = "overrun", [FAULT_SUSPEND] = "suspend", [FAULT_REMOVAL] = "removal",
    [FAULT_STALL] = "stall",     [FAULT_SHORT] = "short",     [FAULT_SLEEP] = "sleep",
    [FAULT_LIAR] = "liar",
};

bool script_parse(const char *text, struct script *script) {
    script->count = 0;
    while (*text != '\0') {
        char name[16];
        long long frame, amount;
        int length = 0;
        if (*text == ' ') {
            text++;
            continue;
        }
        if (sscanf(text, "%15[a-z]@%lld:%lld%n", name, &frame, &amount, &length) != 3) { return false; }
        if (script->count == MAX_FAULTS || frame < 0 || amount < 0) { return false; }
        size_t kind = 0;
        while (kind < sizeof kind_names / sizeof *kind_names && strcmp(kind_names[kind], name) != 0) { kind++; }
        if (kind == sizeof kind_names / sizeof *kind_names) { return false; }
        script->faults[script->count++] = (struct fault){.kind = (enum fault_kind)kind, .frame = frame, .amount = amount};
        text += length;
    }
    return true;
}
