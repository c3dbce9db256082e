/* Within the room: saying a procedure in words. */
#ifndef PROCEDURE_SPEAKER_H
#define PROCEDURE_SPEAKER_H

#include "base/buf.h"
#include "base/key.h"
#include "procedure/explain.h"

struct speaker {
    struct arena *a;
    const struct procedure *p;
    const struct procedure_words *words;
    const struct procedure *const *set;
    size_t n;
    enum lang lang;
};

#define SAY0(s, key) say((s), (key), STR(""), STR(""), STR(""))
#define SAY1(s, key, x) say((s), (key), (x), STR(""), STR(""))
#define SAY2(s, key, x, y) say((s), (key), (x), (y), STR(""))
struct str say(const struct speaker *s, const char *key, struct str x, struct str y, struct str z);
struct str say_end(const struct speaker *s, struct buf *b); /* releases b */

/* A list of names with the comma of the language. */
struct list_of {
    struct buf b;
    const struct speaker *s;
};
void list_put(struct list_of *l, struct str item);
struct str list_end(struct list_of *l);

struct str text_of(const struct speaker *s, struct bilingual t);
struct str field_title(const struct speaker *s, int field);
struct str acts_words(const struct speaker *s, uint64_t acts);
struct str states_words(const struct speaker *s, uint32_t states);
struct str fields_words(const struct speaker *s, uint64_t fields);
struct str who_words(const struct speaker *s, const struct procedure_whos *w);
struct str on_words(const struct speaker *s, const struct procedure_on *on);
struct str expr_words(const struct speaker *s, const struct procedure_expr *e); /* explain_expr.c */
struct str duration_words(const struct speaker *s, struct time_limit l);
struct str procedure_title(const struct speaker *s, struct str id);
struct str count_words(const struct speaker *s, int n);

/* The articles of one section, in their order; each file of the room says those of its own. */
size_t say_head(const struct speaker *s, struct regulation_article *to);
size_t say_fields(const struct speaker *s, struct regulation_article *to);
size_t say_states(const struct speaker *s, struct regulation_article *to);
size_t say_acts(const struct speaker *s, struct regulation_article *to);
size_t say_clocks(const struct speaker *s, struct regulation_article *to);
size_t say_cadences(const struct speaker *s, struct regulation_article *to);
size_t say_rules(const struct speaker *s, struct regulation_article *to);
size_t say_facts(const struct speaker *s, struct regulation_article *to);

#endif
