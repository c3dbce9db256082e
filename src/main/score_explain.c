/* `kaocheng score explain`: how one score came about: sentences for people, with --json every fact of it
 * (docs/explanation-format.md). */
#include "main/score.h"
#include "text/text.h"

struct explaining {
    struct scoring *s;
    int unit, node;
    bool is_deep; /* the nodes below, too */
};

static enum rc read_wish(struct explaining *x)
{
    struct scoring *s = x->s;
    struct str unit = scoring_option(s, "unit"), node = scoring_option(s, "node"),
               depth = scoring_option(s, "depth");
    if (depth.n && !str_eq(depth, STR("all"))) {
        (void)FAIL(s->err, RC_INVALID, "score_command.form_wrong", "%.*s", STR_ARG(depth));
        (void)err_arg(s->err, 1, STR("all"));
        return scoring_wrong_use(s, depth);
    }
    x->is_deep = depth.n > 0;
    if (unit.n == 0) {
        (void)FAIL(s->err, RC_INVALID, "score_command.explain_needs_unit", "no unit");
        return scoring_wrong_use(s, unit);
    }
    enum rc rc = scoring_unit(s, unit, &x->unit);
    return rc == RC_OK && node.n ? scoring_node(s, node, &x->node) : rc;
}

/* ---- for people ---- */

static void put_line(const struct scoring *s, struct buf *out, int depth, const struct score_line *l)
{
    struct str text = text_fill(s->arena, text_get(s->lang, l->text), l->arg, (size_t)l->args);
    buf_printf(out, "%*s%.*s\n", depth * 2, "", STR_ARG(str_trim(text)));
}

static void put_text(const struct scoring *s, struct buf *out, int depth, const char *key,
                     const struct str *arg, int args)
{
    struct score_line l = {.text = key, .args = args};
    for (int i = 0; i < args; i++)
        l.arg[i] = arg[i];
    put_line(s, out, depth, &l);
}

/* What was reported when, unless that is the value itself. */
static void put_input(const struct scoring *s, struct buf *out, int depth, const struct score_input *in)
{
    const struct measure *m = &s->scheme->measures[in->measure];
    const struct str none = T(s->lang, "score_command.explain_missing");
    if (!measure_is_number(m))
        return;
    put_text(s, out, depth,
             in->years_back ? "score_command.explain_input_before" : "score_command.explain_input",
             (const struct str[]){text_get(s->lang, in->role), m->name, in->is_missing ? none : in->value,
                                  m->unit_name},
             4);
    if (m->formula)
        put_text(s, out, depth + 1, "score_command.explain_formula", &m->formula_text, 1);
    for (int i = 0; in->periods_count > 1 && i < in->periods_count; i++) {
        if (in->periods[i].is_missing && m->skips_gaps)
            continue;
        put_text(s, out, depth + 1, "score_command.explain_period",
                 (const struct str[]){window_write(s->arena, in->periods[i].period),
                                      in->periods[i].is_missing ? none : in->periods[i].value},
                 2);
    }
}

static void put_part(const struct scoring *s, struct buf *out, int depth, const struct score_part *p)
{
    const struct node *n = &s->scheme->nodes[p->node];
    const char *kind = p->weight.n ? "score_command.explain_part"
                       : n->role == ROLE_ASIDE && n->method != METHOD_VETO
                           ? "score_command.explain_part_aside"
                           : "score_command.explain_part_beside";
    put_text(s, out, depth, kind,
             (const struct str[]){n->name,
                                  p->score.n ? p->score : text_get(s->lang, score_state_text(p->state)),
                                  p->full, p->weight},
             4);
}

static void put_event(const struct scoring *s, struct buf *out, int depth, const struct score_event *e)
{
    put_text(s, out, depth,
             e->counted ? "score_command.explain_event" : "score_command.explain_event_not_counted",
             (const struct str[]){e->row->e.item, e->points, e->row->e.matter, e->row->e.basis}, 4);
}

static void put_explanation(const struct scoring *s, struct buf *out, int depth,
                            const struct score_explanation *x)
{
    const struct node *n = &s->scheme->nodes[x->node];
    put_text(s, out, depth, "score_command.explain_node",
             (const struct str[]){n->name, n->id,
                                  x->score.n ? x->score : text_get(s->lang, score_state_text(x->state)),
                                  x->full},
             4);
    put_text(s, out, depth + 1, "score_command.explain_method",
             (const struct str[]){text_get(s->lang, x->method),
                                  text_fill(s->arena, text_get(s->lang, x->formula.text), x->formula.arg,
                                            (size_t)x->formula.args)},
             2);
    for (int i = 0; i < x->inputs_count; i++)
        put_input(s, out, depth + 1, &x->inputs[i]);
    for (int i = 0; i < x->parts_count; i++)
        put_part(s, out, depth + 1, &x->parts[i]);
    for (int i = 0; i < x->events_count; i++)
        put_event(s, out, depth + 1, &x->events[i]);
    for (int i = 0; i < x->steps_count; i++)
        put_line(s, out, depth + 1, &x->steps[i]);
}

/* ---- all of it ---- */

/* The node, then those below it in the order of the scheme: a node stands before its children. */
static enum rc put_nodes(const struct explaining *x, struct buf *out)
{
    const struct scoring *s = x->s;
    const struct node *nodes = s->scheme->nodes;
    for (int n = x->node; n < s->scheme->nodes_count; n++) {
        const struct score_explanation *e;
        if (n > x->node && (!x->is_deep || nodes[n].depth <= nodes[x->node].depth))
            break;
        enum rc rc = score_explain(s->result, n, x->unit, s->arena, &e, s->err);
        if (rc != RC_OK)
            return rc;
        if (s->is_json && n > x->node)
            buf_putc(out, ',');
        if (s->is_json)
            score_explain_json(e, out);
        else
            put_explanation(s, out, nodes[n].depth - nodes[x->node].depth, e);
    }
    return RC_OK;
}

/* The head of the document around the nodes, which are canonical already. */
static enum rc put_json(const struct explaining *x, struct buf *out)
{
    struct buf nodes CLEANUP(buf_release) = {0};
    buf_putc(&nodes, '[');
    enum rc rc = put_nodes(x, &nodes);
    buf_putc(&nodes, ']');
    score_explanations_json(x->s->result, buf_str(&nodes), x->s->arena, out);
    out->failed |= nodes.failed;
    return rc;
}

static enum rc explain(struct scoring *s)
{
    struct explaining x = {.s = s};
    struct buf out CLEANUP(buf_release) = {0};
    enum rc rc = scoring_open(s);
    if (rc == RC_OK)
        rc = read_wish(&x);
    if (rc == RC_OK)
        rc = s->is_json ? put_json(&x, &out) : put_nodes(&x, &out);
    return rc == RC_OK ? scoring_put_out(s, &out) : rc;
}

int command_score_explain(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    struct err err = {0};
    struct scoring s = scoring_new(c, a, lang, value, &err);
    return scoring_end(&s, explain(&s));
}
