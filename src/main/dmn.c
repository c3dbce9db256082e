/* kaocheng dmn check: what is wrong with a model, and what needs what. */
#include <stdio.h>

#include "base/key.h"
#include "main/dmn.h"
#include "main/feel.h"

static const char *logic_of(const struct dmn_node *n)
{
    if (n->kind == DMN_INPUT)
        return "-";
    return n->rules ? "table" : n->expression.n ? "expression" : "-";
}

static void put_node(struct buf *out, const struct dmn_node *n)
{
    buf_printf(out, "%d\t%s\t%s\t", n->line, n->kind == DMN_INPUT ? "input" : "decision",
               n->is_supported ? logic_of(n) : "unsupported");
    buf_put(out, n->name);
    buf_putc(out, '\t');
    type_text(out, n->type);
    buf_putc(out, '\t');
    for (size_t i = 0; i < n->needs_n; i++) {
        buf_put(out, i ? STR("; ") : STR(""));
        buf_put(out, n->needs[i]->name);
    }
    buf_putc(out, '\n');
}

/* One line for each node: line, kind, logic, name, type, needs. */
static bool print_graph(const struct dmn_model *m, bool *ret_is_whole)
{
    const struct dmn_node *const *node;
    struct buf out CLEANUP(buf_release) = {0};
    size_t n = dmn_nodes(m, &node);
    *ret_is_whole = true;
    for (size_t i = 0; i < n; i++) {
        put_node(&out, node[i]);
        *ret_is_whole &= node[i]->is_supported;
    }
    return !out.failed && fwrite(buf_str(&out).p, 1, out.n, stdout) == out.n && fflush(stdout) == 0;
}

int command_dmn_check(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    struct err err = {0};
    struct str file = value[c->options], xml;
    struct feel_scope scope = {0};
    const struct dmn_model *m;
    bool is_whole = false;
    struct problems *problems = ARENA_NEW(a, struct problems);
    problems->arena = a;
    if (file.n == 0) {
        command_say(lang, a, K("dmn.no_file"), NULL, 0);
        return EXIT_USAGE;
    }
    enum rc rc = command_read_file(a, file, DMN_BYTES_MAX, &xml, &err);
    if (rc != RC_OK)
        return command_fail(a, lang, &err);
    if (!feel_begin(a, lang, &scope))
        return EXIT_CANNOT;
    rc = dmn_read(a, xml, &scope, &m, problems);
    if (rc == RC_NO_MEMORY)
        return EXIT_CANNOT;
    bool is_written = rc != RC_OK || print_graph(m, &is_whole);
    command_say_problems(a, lang, file, problems);
    return !is_written ? EXIT_CANNOT : is_whole ? EXIT_DONE : EXIT_FOUND;
}
