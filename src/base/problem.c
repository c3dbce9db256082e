#include "base/problem.h"

#include "base/err.h"
#include "base/utf8.h"

#define SHOWN_BYTES 160

void problems_clear(struct problems *p) { *p = (struct problems){.arena = p->arena}; }

struct problem *problem_add(struct problems *p, int line, int column, const char *text)
{
    p->blocking++;
    struct problem *item;
    if (p->n < LIMIT_PROBLEMS) {
        item = &p->item[p->n++];
    } else {
        p->more++;
        item = ARENA_NEW(p->arena, struct problem);
    }
    *item = (struct problem){.line = line, .column = column, .text = text};
    return item;
}

void problem_value(struct problems *p, struct problem *item, struct str value)
{
    item->value = arena_str(p->arena, utf8_cut(value, SHOWN_BYTES));
}

void problem_arg(struct problems *p, struct problem *item, size_t i, struct str value)
{
    ASSERT(i < COUNT_OF(item->arg));
    item->arg[i] = arena_str(p->arena, utf8_cut(value, SHOWN_BYTES));
}

void problem_suggest(struct problems *p, struct problem *item, struct str value)
{
    ASSERT(item->column > 0);
    item->suggest = arena_str(p->arena, value);
}

void problem_warn(struct problems *p, struct problem *item)
{
    ASSERT(!item->is_warning);
    item->is_warning = true;
    p->blocking--;
}

void problem_remark(struct problems *p, struct problem *item)
{
    problem_warn(p, item);
    item->is_remark = true;
}
