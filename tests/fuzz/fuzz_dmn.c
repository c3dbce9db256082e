/* Any bytes as a DMN model. Held: a refusal has a problem that blocks; each decision that is supported can be
 * asked, and stops or ends; what is written of a model is read again and written as the same bytes. */
#include "feel/dmn.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void write_model(const struct dmn_model *m, struct buf *out)
{
    const struct dmn_node *const *node;
    const struct feel_type *const *type;
    size_t nodes = dmn_nodes(m, &node), types = dmn_types(m, &type);
    dmn_write(out, STR("again"), node, nodes, type, types);
}

static void ask_all(const struct dmn_model *m)
{
    struct arena *a = arena_new(64L * 1024 * 1024);
    const struct dmn_node *const *node;
    size_t n = dmn_nodes(m, &node);
    for (size_t i = 0; i < n && i < 50; i++) {
        struct feel_run run = {.arena = a, .steps_max = 20000, .wants_trace = i == 0};
        struct value v = dmn_eval(m, node[i], NULL, &run);
        ASSERT(node[i]->is_supported || (v.kind == VALUE_NULL && run.notes == 1));
        arena_reset(a);
    }
    arena_free(a);
}

static void read_again(const struct dmn_model *m, struct problems *problems)
{
    struct buf first CLEANUP(buf_release) = {0}, second CLEANUP(buf_release) = {0};
    const struct dmn_model *again;
    write_model(m, &first);
    if (first.n > DMN_BYTES_MAX)
        return;
    problems_clear(problems);
    ASSERT(dmn_read(problems->arena, buf_str(&first), NULL, &again, problems) == RC_OK);
    write_model(again, &second);
    ASSERT(str_eq(buf_str(&first), buf_str(&second)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_new(0);
    struct problems *problems = ARENA_NEW(a, struct problems);
    const struct dmn_model *m = NULL;
    problems->arena = a;
    enum rc rc = dmn_read(a, str_of((const char *)data, n), NULL, &m, problems);
    ASSERT(rc == RC_OK ? problems->blocking == 0 : rc == RC_INVALID && problems->blocking > 0);
    if (rc == RC_OK) {
        ask_all(m);
        read_again(m, problems);
    }
    arena_free(a);
    return 0;
}
