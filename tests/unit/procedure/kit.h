/* What tests of procedures share: the words of the program, a text that is read, its problems. */
#ifndef UNIT_PROCEDURE_KIT_H
#define UNIT_PROCEDURE_KIT_H

#include "../kit.h"
#include "procedure/procedure.h"

/* Roles by their bits, as the kernel has them. */
static inline struct procedure_words words_here(void)
{
    static const struct str role[] = {STR_INIT("none"),
                                      STR_INIT("perf_office"),
                                      STR_INIT("efficiency_office"),
                                      STR_INIT("supervision_office"),
                                      STR_INIT("leader"),
                                      STR_INIT("liaison"),
                                      STR_INIT("window"),
                                      STR_INIT("auditor"),
                                      STR_INIT("sys_admin"),
                                      STR_INIT("sec_admin"),
                                      STR_INIT("audit_admin"),
                                      STR_INIT("system")};
    return (struct procedure_words){role, COUNT_OF(role), 1u << 1 | 1u << 2 | 1u << 3};
}

static inline struct str file_text(struct arena *a, const char *path)
{
    struct buf b = {0};
    char piece[4096];
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    for (size_t n; (n = fread(piece, 1, sizeof piece, f)) > 0;)
        buf_put(&b, str_of(piece, n));
    (void)fclose(f);
    struct str kept = arena_str(a, buf_str(&b));
    buf_release(&b);
    return kept;
}

static inline void show_problems(const struct problems *p)
{
    for (size_t i = 0; i < p->n; i++)
        print_error("%d:%d %s {%.*s} hint %s {%.*s}\n", p->item[i].line, p->item[i].column, p->item[i].text,
                    STR_ARG(p->item[i].arg[0]), p->item[i].hint ? p->item[i].hint : "-",
                    STR_ARG(p->item[i].arg[1]));
}

#endif
