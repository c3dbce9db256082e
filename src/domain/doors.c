#include "domain/doors.h"

#define LEDGERED false
#define OPERATIONAL true
#define VIEW(name_, any_, own_) const struct view_def view_##name_ = {#name_, {(any_), (own_)}};
#define ACT(name_, kind_, how, any_, own_)                                                                   \
    const struct act_def act_##name_ = {#name_, STR_INIT(kind_), how, {(any_), (own_)}, run_##name_};
#include "domain/doors.def"
#undef VIEW
#undef ACT

const struct door_row DOORS[] = {
#define VIEW(name, any_, own_) {.view = &view_##name},
#define ACT(name, kind, how, any_, own_) {.act = &act_##name},
#include "domain/doors.def"
#undef VIEW
#undef ACT
};
const size_t DOORS_COUNT = COUNT_OF(DOORS);
