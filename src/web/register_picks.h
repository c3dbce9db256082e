/* Filters of a list by the fields that its procedure names, besides state, lead and due date: choices, yes
 * and no, organs and linked records. In the address each has the name of its field:
 * ?area=safety&campaign=专项2026-001. */
#ifndef WEB_REGISTER_PICKS_H
#define WEB_REGISTER_PICKS_H

#include "web/record_words.h"

struct register_picks {
    struct record_pick pick[PROCEDURE_FIELDS_MAX];
    struct str field[PROCEDURE_FIELDS_MAX], value[PROCEDURE_FIELDS_MAX]; /* as the address says them */
    size_t n;
};

/* What the address asks; what no field can have picks nothing. */
enum rc register_picks_read(struct record_words *w, const struct procedure *p, struct register_picks *ret,
                            struct err *err) MUST_CHECK;
/* The control of one; false: a field of this kind is not picked by. */
bool register_pick_view(const struct record_words *w, const struct procedure *p, int field,
                        const struct register_picks *picks, struct record_field_view *ret);

#endif
