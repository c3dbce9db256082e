/* `kaocheng score sensitivity`: how firm the ranks of each class are when weights and points move. */
#include "main/score_moves.h"
#include "score/sensitivity.h"
#include "table/csv.h"

struct asking {
    struct scoring *s;
    struct sensitivity_wish wish;
    int steps[SENSITIVITY_STEPS_MAX];
    int only_class; /* −1: all */
};

static enum rc misread(struct asking *q, struct str text, const char *form)
{
    (void)FAIL(q->s->err, RC_INVALID, "score_command.form_wrong", "%.*s", STR_ARG(text));
    (void)err_arg(q->s->err, 1, str_c(form));
    return scoring_wrong_use(q->s, text);
}

static enum rc read_wish(struct asking *q)
{
    struct str steps = scoring_option(q->s, "steps"), by = scoring_option(q->s, "by"), piece;
    struct str class_name = scoring_option(q->s, "class"), rest = steps.n ? steps : STR("1,5,10");
    q->wish = (struct sensitivity_wish){.steps = q->steps};
    while (str_split(&rest, ',', &piece)) {
        int64_t n = 0;
        if (!str_to_i64(str_trim(piece), &n) || n < 0 || n > 100 ||
            q->wish.steps_count == SENSITIVITY_STEPS_MAX)
            return misread(q, steps, "1,5,10");
        q->steps[q->wish.steps_count++] = (int)n;
    }
    if (by.n && !str_eq(by, STR("points")) && !str_eq(by, STR("percent")))
        return misread(q, by, "points | percent");
    q->wish.by = str_eq(by, STR("percent")) ? SWAY_PERCENT : SWAY_POINTS;
    q->only_class = class_name.n ? scheme_class_find(q->s->scheme, class_name) : -1;
    if (!class_name.n || q->only_class >= 0)
        return RC_OK;
    (void)FAIL(q->s->err, RC_NOT_FOUND, "score_command.no_class", "%.*s", STR_ARG(class_name));
    return scoring_wrong_use(q->s, class_name);
}

/* ---- as a table ---- */

static struct str int_text(const struct scoring *s, int n) { return arena_printf(s->arena, "%d", n); }

static struct str unit_name(const struct scoring *s, int unit)
{
    return unit >= 0 ? s->scheme->units[unit].name : (struct str){0};
}

static void put_row(struct csv *w, const struct str *cell, size_t n)
{
    for (size_t i = 0; i < n; i++)
        csv_cell(w, cell[i]);
    csv_end(w);
}

static void put_steps(const struct scoring *s, const struct sensitivity *of, struct csv *w)
{
    static const struct str head[] = {STR_INIT("class"),   STR_INIT("node"),  STR_INIT("share"),
                                      STR_INIT("step"),    STR_INIT("ranks"), STR_INIT("grades"),
                                      STR_INIT("largest"), STR_INIT("who")};
    put_row(w, head, COUNT_OF(head));
    for (int i = 0; i < of->nodes_count; i++)
        for (int k = 0; k < of->steps_count; k++) {
            const struct sway_node *n = &of->nodes[i];
            const struct sway_step *p = &n->steps[k];
            struct str none = {0};
            const struct str cell[] = {s->scheme->classes[of->class_index].name,
                                       s->scheme->nodes[n->node].name,
                                       n->share,
                                       int_text(s, p->by),
                                       p->is_possible ? int_text(s, p->ranks) : none,
                                       p->is_possible ? int_text(s, p->grades) : none,
                                       p->is_possible ? int_text(s, p->largest) : none,
                                       unit_name(s, p->who)};
            put_row(w, cell, COUNT_OF(cell));
        }
}

static void put_borders(const struct scoring *s, const struct sensitivity *of, struct csv *w)
{
    static const struct str head[] = {STR_INIT("class"), STR_INIT("node"),  STR_INIT("border"),
                                      STR_INIT("by"),    STR_INIT("share"), STR_INIT("exact"),
                                      STR_INIT("who"),   STR_INIT("grade")};
    put_row(w, head, COUNT_OF(head));
    for (int i = 0; i < of->nodes_count; i++) {
        const struct sway_node *n = &of->nodes[i];
        const struct sway_border *both[] = {&n->first_two, &n->grade_border};
        for (size_t k = 0; k < 2; k++) {
            const struct sway_border *b = both[k];
            if (!b->is_found)
                continue;
            const struct str cell[] = {s->scheme->classes[of->class_index].name,
                                       s->scheme->nodes[n->node].name,
                                       k == 0 ? STR("first_two") : STR("grade"),
                                       b->by,
                                       b->share,
                                       b->is_exact ? STR("yes") : STR("no"),
                                       unit_name(s, b->unit),
                                       b->grade >= 0 ? s->scheme->grades[b->grade].name : (struct str){0}};
            put_row(w, cell, COUNT_OF(cell));
        }
    }
}

static void put_units(const struct scoring *s, const struct sensitivity *of, struct csv *w)
{
    static const struct str head[] = {STR_INIT("class"), STR_INIT("unit"),  STR_INIT("rank"),
                                      STR_INIT("best"),  STR_INIT("worst"), STR_INIT("grade_moves")};
    put_row(w, head, COUNT_OF(head));
    for (int i = 0; i < of->units_count; i++) {
        const struct sway_unit *u = &of->units[i];
        const struct str cell[] = {s->scheme->classes[of->class_index].name,
                                   unit_name(s, u->unit),
                                   int_text(s, u->rank),
                                   int_text(s, u->best),
                                   int_text(s, u->worst),
                                   u->grade_moves ? STR("yes") : STR("no")};
        put_row(w, cell, COUNT_OF(cell));
    }
}

static void put_tables(const struct scoring *s, const struct sensitivity *of, struct buf *out)
{
    struct csv w = csv_to(out, false);
    if (out->n)
        buf_putc(out, '\n');
    put_units(s, of, &w);
    buf_putc(out, '\n');
    put_borders(s, of, &w);
    buf_putc(out, '\n');
    put_steps(s, of, &w);
}

/* ---- as JSON ---- */

static void json_unit(const struct scoring *s, struct json *j, int unit)
{
    json_text_or_null(j, unit >= 0 ? s->scheme->units[unit].id : (struct str){0});
}

static void json_border(const struct scoring *s, struct json *j, const struct sway_border *b)
{
    if (!b->is_found) {
        json_null(j);
        return;
    }
    json_object(j);
    json_key(j, STR("by"));
    json_str(j, b->by);
    json_key(j, STR("exact"));
    json_bool(j, b->is_exact);
    json_key(j, STR("grade"));
    json_text_or_null(j, b->grade >= 0 ? s->scheme->grades[b->grade].id : (struct str){0});
    json_key(j, STR("share"));
    json_str(j, b->share);
    json_key(j, STR("unit"));
    json_unit(s, j, b->unit);
    json_object_end(j);
}

static void json_steps(const struct scoring *s, struct json *j, const struct sway_step *steps, int count)
{
    json_array(j);
    for (int i = 0; i < count; i++) {
        if (!steps[i].is_possible)
            continue;
        json_object(j);
        json_key(j, STR("by"));
        json_int(j, steps[i].by);
        json_key(j, STR("grades"));
        json_int(j, steps[i].grades);
        json_key(j, STR("largest"));
        json_int(j, steps[i].largest);
        json_key(j, STR("ranks"));
        json_int(j, steps[i].ranks);
        json_key(j, STR("who"));
        json_unit(s, j, steps[i].who);
        json_object_end(j);
    }
    json_array_end(j);
}

static void json_nodes(const struct scoring *s, struct json *j, const struct sensitivity *of)
{
    json_array(j);
    for (int i = 0; i < of->nodes_count; i++) {
        const struct sway_node *n = &of->nodes[i];
        json_object(j);
        json_key(j, STR("first_two"));
        json_border(s, j, &n->first_two);
        json_key(j, STR("grade_border"));
        json_border(s, j, &n->grade_border);
        json_key(j, STR("id"));
        json_str(j, s->scheme->nodes[n->node].id);
        json_key(j, STR("share"));
        json_str(j, n->share);
        json_key(j, STR("steps"));
        json_steps(s, j, n->steps, of->steps_count);
        json_object_end(j);
    }
    json_array_end(j);
}

static void json_units(const struct scoring *s, struct json *j, const struct sensitivity *of)
{
    json_array(j);
    for (int i = 0; i < of->units_count; i++) {
        const struct sway_unit *u = &of->units[i];
        json_object(j);
        json_key(j, STR("best"));
        json_int(j, u->best);
        json_key(j, STR("grade_moves"));
        json_bool(j, u->grade_moves);
        json_key(j, STR("rank"));
        json_int(j, u->rank);
        json_key(j, STR("unit"));
        json_unit(s, j, u->unit);
        json_key(j, STR("worst"));
        json_int(j, u->worst);
        json_object_end(j);
    }
    json_array_end(j);
}

static void json_class(const struct scoring *s, struct json *j, const struct sensitivity *of)
{
    json_object(j);
    json_key(j, STR("class"));
    json_str(j, s->scheme->classes[of->class_index].id);
    json_key(j, STR("nodes"));
    json_nodes(s, j, of);
    json_key(j, STR("units"));
    json_units(s, j, of);
    json_object_end(j);
}

/* ---- the command ---- */

static enum rc ask_classes(struct asking *q, struct json *j, struct buf *out)
{
    struct scoring *s = q->s;
    enum rc rc = RC_OK;
    for (int c = 0; c < s->scheme->classes_count && rc == RC_OK; c++) {
        const struct sensitivity *of = NULL;
        if (q->only_class >= 0 && c != q->only_class)
            continue;
        q->wish.class_index = c;
        rc = score_sensitivity(s->result, &q->wish, s->arena, &of, s->err);
        if (rc == RC_OK && s->is_json)
            json_class(s, j, of);
        else if (rc == RC_OK)
            put_tables(s, of, out);
    }
    return rc;
}

static enum rc ask(struct asking *q)
{
    struct scoring *s = q->s;
    struct buf out CLEANUP(buf_release) = {0};
    struct json j = json_to(&out);
    if (s->is_json) {
        json_object(&j);
        json_key(&j, STR("by"));
        json_str(&j, q->wish.by == SWAY_PERCENT ? STR("percent") : STR("points"));
        json_key(&j, STR("classes"));
        json_array(&j);
    }
    enum rc rc = ask_classes(q, &j, &out);
    if (rc != RC_OK)
        return rc;
    if (s->is_json) {
        json_array_end(&j);
        json_key(&j, STR("format"));
        json_str(&j, STR("kaocheng.sensitivity/1"));
        json_key(&j, STR("window"));
        json_str(&j, window_write(s->arena, s->window));
        json_object_end(&j);
    }
    return scoring_put_out(s, &out);
}

int command_score_sensitivity(const struct command *c, struct arena *a, enum lang lang,
                              const struct str *value)
{
    struct err err = {0};
    struct scoring s = scoring_new(c, a, lang, value, &err);
    struct asking q = {.s = &s};
    enum rc rc = scoring_open(&s);
    if (rc == RC_OK)
        rc = read_wish(&q);
    if (rc == RC_OK)
        rc = ask(&q);
    return scoring_end(&s, rc);
}
