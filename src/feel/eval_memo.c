/* Answers that are the same in every run of a row: median(values) of a class beside what each unit has of its
 * own. Only numbers and truth are kept, for they point nowhere. A hit counts as many steps as working it out
 * did, so that a limit strikes at the same place whatever was asked before. */
#include "base/key.h"
#include "feel/eval.h"

struct feel_answer {
    struct feel_answer *next;
    const struct node *at;
    bool is_same; /* in every run */
    bool is_known;
    struct value value;
    long steps;
};

static bool is_plain(enum node_kind kind)
{
    return kind == NODE_CONST || kind == NODE_INPUT || (kind >= NODE_NEGATE && kind <= NODE_BETWEEN) ||
           kind == NODE_IF || kind == NODE_LIST || kind == NODE_CALL_BUILTIN;
}

/* Made of constants, of inputs that stay, and of operations that see nothing else. */
static bool is_same(const struct feel_memo *memo, const struct node *n)
{
    bool same = is_plain(n->kind) && !(n->kind == NODE_INPUT && memo->varies[n->slot]);
    for (size_t i = 0; same && i < n->children; i++)
        same = !n->child[i] || is_same(memo, n->child[i]);
    return same;
}

/* NULL without memory: then nothing is kept. */
static struct feel_answer *answer_at(struct feel_memo *memo, const struct node *n)
{
    struct feel_answer *a = memo->answer;
    while (a && a->at != n)
        a = a->next;
    if (a || !(a = arena_try(memo->arena, sizeof *a)))
        return a;
    *a = (struct feel_answer){.next = memo->answer, .at = n, .is_same = is_same(memo, n)};
    memo->answer = a;
    return a;
}

struct value eval_remembered(struct eval *e, const struct node *n)
{
    struct feel_run *run = e->run;
    struct feel_answer *a = answer_at(run->memo, n);
    if (a && a->is_known) {
        run->steps += a->steps;
        return run->steps > run->steps_max ? eval_stop(e, n, K("feel.step_limit")) : a->value;
    }
    long before = run->steps;
    struct value v = eval_call_builtin(e, n);
    if (a && a->is_same && !run->is_stopped && (v.kind == VALUE_NUMBER || v.kind == VALUE_BOOLEAN)) {
        a->is_known = true;
        a->value = v;
        a->steps = run->steps - before;
    }
    return v;
}
