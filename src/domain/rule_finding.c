#include "domain/rule_finding.h"

#include "base/buf.h"
#include "base/key.h"
#include "text/text.h"

struct str rule_rows_text(struct arena *a, enum lang lang, const int *row, size_t n)
{
    struct buf b CLEANUP(buf_release) = {0};
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_put(&b, T(lang, "rules_command.row_and"));
        buf_put_i64(&b, row[i]);
    }
    return arena_str(a, buf_str(&b));
}

static bool says_where(const struct rules_finding *f, size_t input)
{
    return f->where && f->where[input].n > 0;
}

static struct str where_text(struct arena *a, enum lang lang, const struct rules *r,
                             const struct rules_finding *f)
{
    struct buf b CLEANUP(buf_release) = {0};
    for (size_t i = 0; i < r->inputs; i++) {
        if (!says_where(f, i) || str_eq(f->where[i], STR("-")))
            continue;
        if (b.n)
            buf_put(&b, T(lang, "rules_command.and"));
        buf_put(&b, r->input[i].label);
        buf_putc(&b, ' ');
        buf_put(&b, f->where[i]);
    }
    return b.n ? arena_str(a, buf_str(&b)) : T(lang, "rules_command.everywhere");
}

static const char *finding_key(const struct rules *r, const struct rules_finding *f)
{
    bool names_column = false;
    for (size_t i = 0; i < r->inputs; i++)
        names_column |= says_where(f, i);
    switch (f->fault) {
    case RULES_GAP:
        return K("rules_command.gap");
    case RULES_OVERLAP:
        return K("rules_command.overlap");
    case RULES_SHADOWED:
        return f->rows > 1 ? K("rules_command.shadowed") : K("rules_command.never");
    case RULES_UNCHECKED:
        break;
    }
    return names_column ? K("rules_command.unchecked") : K("rules_command.too_large");
}

struct str rule_finding_text(struct arena *a, enum lang lang, const struct rules *r,
                             const struct rules_finding *f)
{
    size_t but = f->fault == RULES_SHADOWED && f->rows > 1; /* the row that is never reached is named apart */
    struct str arg[] = {rule_rows_text(a, lang, f->row, f->rows - but), where_text(a, lang, r, f),
                        arena_printf(a, "%d", f->rows ? f->row[f->rows - 1] : 0)};
    return text_fill(a, text_get(lang, finding_key(r, f)), arg, COUNT_OF(arg));
}
