/* Words of the page 规则试算: values, steps, faults, notes, findings and rows of a trial. What somebody makes
 * may be huge; what is shown of it is bounded, and says when it was cut. */
#ifndef WEB_RULES_PAGE_H
#define WEB_RULES_PAGE_H

#include "domain/rule_trial.h"
#include "web/page.h"
#include "web/views/rules.h"

/* A value as FEEL writes it; too long: what fits, with … and *ret_is_cut (may be NULL). */
struct str rules_value(struct door *d, struct value v, size_t bytes, bool *ret_is_cut);
/* 数, 列表（list<number>） */
struct str rules_type(struct door *d, struct value v);
/* 读作文本 "优"; n = 0: as it was typed */
struct str rules_read_as(struct door *d, const struct trial_input *in);

/* What is wrong with a text of lines, each with the line and a mark under the place. */
const struct try_fault *rules_faults(struct door *d, const struct problems *p, struct str text,
                                     size_t *ret_n);

void rules_fill_answer(struct door *d, const struct rule_trial *t, struct rules_try_view *v);
void rules_fill_table(struct door *d, const struct rule_trial *t, struct rules_try_view *v);

#endif
