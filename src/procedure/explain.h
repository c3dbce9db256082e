/* A procedure as a regulation in words: what is registered, through which states it goes, who may do what and
 * when, within which time, and what follows when it is late. Each article says one line or section of the
 * file
 * (`place`), in either language; nothing is said that the engine does not do.
 *
 *     struct regulation r = procedure_explain(a, p, &words, set, n, LANG_ZH_CN);
 */
#ifndef PROCEDURE_EXPLAIN_H
#define PROCEDURE_EXPLAIN_H

#include "procedure/procedure.h"

struct regulation_article {
    int number; /* through all sections, from 1 */
    struct str text;
    struct place_in_file place;
};
struct regulation_section {
    struct str title;
    const struct regulation_article *article;
    size_t articles;
};
#define REGULATION_SECTIONS_MAX 8
struct regulation {
    struct str title;
    struct regulation_section section[REGULATION_SECTIONS_MAX]; /* without those that would be empty */
    size_t sections;
};

/* `set`: for the titles of procedures that it names; may be NULL with n 0, then their ids stand there. */
struct regulation procedure_explain(struct arena *a, const struct procedure *p,
                                    const struct procedure_words *words, const struct procedure *const *set,
                                    size_t n, enum lang lang);

/* Pieces that pages show beside an act or a clock, as the regulation says them. */
struct str procedure_who_text(struct arena *a, const struct procedure *p, const struct procedure_words *words,
                              const struct procedure_whos *w,
                              enum lang lang); /* 督查室、牵头单位的单位联络员 */
struct str procedure_on_text(struct arena *a, const struct procedure *p, const struct procedure_on *on,
                             enum lang lang); /* “完成时限”到期 */
struct str procedure_expr_text(struct arena *a, const struct procedure *p,
                               const struct procedure_words *words, const struct procedure_expr *e,
                               enum lang lang); /* 办过“签收” 而且 “进度” ≥ 50 */

#endif
