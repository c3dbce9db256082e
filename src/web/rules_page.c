#include "web/rules_page.h"

#include "domain/rule_finding.h"
#include "table/table.h"

#define ANSWER_BYTES_MAX 8000
#define ANSWER_LINE_BYTES 60 /* longer ones are no headline */
#define STEP_BYTES_MAX 200
#define STEPS_SHOWN_MAX 300
#define STEP_DEPTH_MAX 9
#define SPELT_PARTS_MAX 2000 /* of a value whose type is spelt out */
#define CODE_BEFORE 40       /* characters of a line around the place that is marked */
#define CODE_AFTER 60

static struct str count(struct door *d, size_t n) { return arena_printf(d->a, "%zu", n); }

static struct str fill3(struct door *d, const char *key, struct str a, struct str b, struct str c)
{
    struct str arg[] = {a, b, c};
    return text_fill(d->a, door_text(d, key), arg, COUNT_OF(arg));
}

/* ---- values ---- */

/* Is the literal surely short enough? Walks no further than the room lasts. */
static bool fits(struct value v, size_t *room)
{
    size_t cost = v.kind == VALUE_STRING ? 2 * v.string.n + 2 : v.kind == VALUE_FUNCTION ? SIZE_MAX : 4;
    if (*room < cost)
        return false;
    *room -= cost;
    if (v.kind == VALUE_RANGE)
        return fits(v.range->from, room) && fits(v.range->to, room);
    if (v.kind == VALUE_LIST)
        for (size_t i = 0; i < v.list->n; i++)
            if (!fits(v.list->item[i], room))
                return false;
    if (v.kind == VALUE_CONTEXT)
        for (size_t i = 0; i < v.context->n; i++)
            if (v.context->entry[i].key.n > *room || !fits(v.context->entry[i].value, room))
                return false;
    return true;
}

/* The items that fit, then … */
static void put_some(struct buf *out, const struct value_list *l, size_t room)
{
    buf_putc(out, '[');
    for (size_t i = 0; i < l->n; i++) {
        if (!fits(l->item[i], &room))
            break;
        value_literal(out, l->item[i], rule_zones());
        buf_put(out, STR(", "));
    }
    buf_put(out, STR("…]"));
}

static struct str too_long(struct door *d, struct value v, size_t bytes)
{
    struct buf out CLEANUP(buf_release) = {0};
    if (v.kind == VALUE_STRING)
        return arena_printf(d->a, "\"%.*s…\"", STR_ARG(utf8_cut(v.string, bytes / 2)));
    if (v.kind == VALUE_CONTEXT)
        return TEXT1(d, "rules_try.big_context", count(d, v.context->n));
    if (v.kind != VALUE_LIST)
        return TEXT(d, "rules_try.kind_function");
    put_some(&out, v.list, bytes);
    return arena_str(d->a, buf_str(&out));
}

struct str rules_value(struct door *d, struct value v, size_t bytes, bool *ret_is_cut)
{
    struct buf out CLEANUP(buf_release) = {0};
    size_t room = bytes;
    bool is_cut = !fits(v, &room);
    if (ret_is_cut)
        *ret_is_cut = is_cut;
    if (is_cut)
        return too_long(d, v, bytes);
    value_literal(&out, v, rule_zones());
    return arena_str(d->a, buf_str(&out));
}

static const char *kind_key(enum value_kind kind)
{
    static const char *const KEY[VALUE__COUNT] = {
        [VALUE_NULL] = K("rules_try.kind_null"),           [VALUE_BOOLEAN] = K("rules_try.kind_boolean"),
        [VALUE_NUMBER] = K("rules_try.kind_number"),       [VALUE_STRING] = K("rules_try.kind_string"),
        [VALUE_DATE] = K("rules_try.kind_date"),           [VALUE_TIME] = K("rules_try.kind_time"),
        [VALUE_DATE_TIME] = K("rules_try.kind_date_time"), [VALUE_MONTHS] = K("rules_try.kind_months"),
        [VALUE_SECONDS] = K("rules_try.kind_seconds"),     [VALUE_LIST] = K("rules_try.kind_list"),
        [VALUE_CONTEXT] = K("rules_try.kind_context"),     [VALUE_RANGE] = K("rules_try.kind_range"),
        [VALUE_FUNCTION] = K("rules_try.kind_function")};
    return KEY[kind];
}

struct str rules_type(struct door *d, struct value v)
{
    struct buf out CLEANUP(buf_release) = {.limit_bytes = STEP_BYTES_MAX};
    struct str word = door_text(d, kind_key(v.kind));
    bool is_compound = v.kind == VALUE_LIST || v.kind == VALUE_CONTEXT || v.kind == VALUE_RANGE;
    if (!is_compound || value_parts(v) > SPELT_PARTS_MAX)
        return word;
    type_text(&out, type_of(d->a, v));
    return out.failed ? word : TEXT2(d, "rules_try.kind_of", word, arena_str(d->a, buf_str(&out)));
}

struct str rules_read_as(struct door *d, const struct trial_input *in)
{
    struct str value = rules_value(d, in->value, STEP_BYTES_MAX, NULL);
    bool goes_without_saying = in->reading == TRIAL_FEEL && str_eq(in->text, value);
    if (in->reading == TRIAL_WRONG || goes_without_saying)
        return (struct str){0};
    if (in->value.kind == VALUE_NULL)
        return TEXT(d, "rules_try.read_null");
    return TEXT2(d, "rules_try.read_as", door_text(d, kind_key(in->value.kind)), value);
}

/* ---- faults ---- */

/* Chinese characters and full-width signs are as broad as a full-width space. */
static bool is_wide(uint32_t c)
{
    return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
           (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
}

static struct str line_of(struct str text, int line)
{
    struct str found = {0};
    for (int i = 0; i < line; i++)
        if (!str_split(&text, '\n', &found))
            return (struct str){0};
    return found;
}

/* The part of the line around the place, and as many blanks as stand before it, then ^. */
static void mark_place(struct door *d, struct str line, int column, struct try_fault *ret)
{
    struct buf code CLEANUP(buf_release) = {0}, mark CLEANUP(buf_release) = {0};
    int first = column > CODE_BEFORE ? column - CODE_BEFORE : 1, at_column = 1;
    if (first > 1) {
        buf_put(&code, STR("…"));
        buf_put(&mark, STR("　"));
    }
    size_t at = 0;
    for (; at < line.n && at_column < column + CODE_AFTER; at_column++) {
        size_t from = at;
        uint32_t c = utf8_next(line, &at);
        if (at_column < first)
            continue;
        buf_put(&code, str_sub(line, from, at - from));
        if (at_column < column)
            buf_put(&mark, c == '\t' ? STR("\t") : is_wide(c) ? STR("　") : STR(" "));
    }
    if (at < line.n)
        buf_put(&code, STR("…"));
    buf_putc(&mark, '^');
    ret->code = arena_str(d->a, buf_str(&code));
    ret->mark = arena_str(d->a, buf_str(&mark));
}

static struct try_fault fault_of(struct door *d, const struct problem *p, struct str text)
{
    struct try_fault f = {.text = text_fill(d->a, door_text(d, p->text), p->arg, COUNT_OF(p->arg)),
                          .is_warning = p->is_warning};
    if (p->hint)
        f.hint = text_fill(d->a, door_text(d, p->hint), p->arg, COUNT_OF(p->arg));
    if (p->line > 0 && p->column > 0) {
        f.place = TEXT2(d, "problem.line_column", count(d, (size_t)p->line), count(d, (size_t)p->column));
        mark_place(d, line_of(text, p->line), p->column, &f);
    }
    return f;
}

const struct try_fault *rules_faults(struct door *d, const struct problems *p, struct str text, size_t *ret_n)
{
    struct try_fault *out = ARENA_ARRAY(d->a, struct try_fault, p->n + 1);
    for (size_t i = 0; i < p->n; i++)
        out[i] = fault_of(d, &p->item[i], text);
    *ret_n = p->n;
    return out;
}

/* ---- the answer ---- */

static void fill_notes(struct door *d, const struct rule_trial *t, struct rules_try_view *v)
{
    struct try_note *out = ARENA_ARRAY(d->a, struct try_note, t->run.notes + 1);
    for (size_t i = 0; i < t->run.notes; i++) {
        const struct feel_note *n = &t->run.note[i];
        out[i].text = text_fill(d->a, door_text(d, n->text), n->arg, COUNT_OF(n->arg));
        if (n->line > 0 && n->column > 0)
            out[i].place =
                v->is_table
                    ? arena_printf(d->a, "%.*s%d", STR_ARG(table_column_name(d->a, n->column)), n->line)
                    : TEXT2(d, "problem.line_column", count(d, (size_t)n->line), count(d, (size_t)n->column));
    }
    v->notes = out;
    v->notes_n = t->run.notes;
    if (t->run.notes_more)
        v->notes_more = TEXT1(d, "rules_try.notes_more", count(d, t->run.notes_more));
}

struct steps {
    struct door *d;
    struct try_step *step;
    size_t n, left;
};

/* A step that only says what its text says already: 92 → 92. */
static bool says_nothing(const struct feel_trace *t, struct str code, struct str value)
{
    return !t->child && !t->what && str_eq(code, value);
}

static void add_steps(struct steps *s, const struct feel_trace *t, int depth)
{
    static const struct str LOOK[] = {STR_INIT("is-0"), STR_INIT("is-1"), STR_INIT("is-2"), STR_INIT("is-3"),
                                      STR_INIT("is-4"), STR_INIT("is-5"), STR_INIT("is-6"), STR_INIT("is-7"),
                                      STR_INIT("is-8"), STR_INIT("is-9")};
    for (; t; t = t->next) {
        if (s->n == STEPS_SHOWN_MAX) {
            s->left++;
            add_steps(s, t->child, depth + 1);
            continue;
        }
        struct str code = str_trim(str_sub(t->text, t->at, t->length));
        struct str value = rules_value(s->d, t->value, STEP_BYTES_MAX, NULL);
        if (says_nothing(t, code, value))
            continue;
        struct try_step *step = &s->step[s->n++];
        step->look = LOOK[depth < STEP_DEPTH_MAX ? depth : STEP_DEPTH_MAX];
        step->level = TEXT1(s->d, "rules_try.level", count(s->d, (size_t)depth + 1));
        step->value = arena_str(s->d->a, value);
        if (t->what)
            step->what = web_text(s->d, t->what, t->arg[0], t->arg[1]);
        step->code = code.n <= STEP_BYTES_MAX
                         ? arena_str(s->d->a, code)
                         : arena_printf(s->d->a, "%.*s…", STR_ARG(utf8_cut(code, STEP_BYTES_MAX)));
        add_steps(s, t->child, depth + 1);
    }
}

static void fill_steps(struct door *d, const struct rule_trial *t, struct rules_try_view *v)
{
    struct steps s = {.d = d, .step = ARENA_ARRAY(d->a, struct try_step, STEPS_SHOWN_MAX)};
    if (!t->trace) {
        if (!t->run.is_stopped)
            v->steps_more = TEXT(d, "rules_try.no_steps");
        return;
    }
    add_steps(&s, t->trace, 0);
    v->steps = s.step;
    v->steps_n = s.n;
    if (s.left)
        v->steps_more = TEXT1(d, "rules_try.steps_more", count(d, s.left));
}

/* Texts, dates and the like as they are read, without the quotes and @ of FEEL. */
static struct str headline(struct door *d, struct value v)
{
    struct buf out CLEANUP(buf_release) = {0};
    value_text(&out, v, rule_zones());
    return arena_str(d->a, buf_str(&out));
}

void rules_fill_answer(struct door *d, const struct rule_trial *t, struct rules_try_view *v)
{
    bool is_cut = false;
    struct str value = rules_value(d, t->value, ANSWER_BYTES_MAX, &is_cut);
    bool is_plain = !is_cut && t->value.kind != VALUE_LIST && t->value.kind != VALUE_CONTEXT;
    v->has_answer = true;
    v->value = is_plain ? headline(d, t->value) : value;
    v->type = rules_type(d, t->value);
    v->is_null = t->value.kind == VALUE_NULL;
    v->is_long = v->value.n > ANSWER_LINE_BYTES;
    if (is_cut && t->value.kind == VALUE_LIST)
        v->value_more = TEXT1(d, "rules_try.cut_list", count(d, t->value.list->n));
    else if (is_cut)
        v->value_more = TEXT(d, "rules_try.cut");
    fill_notes(d, t, v);
    fill_steps(d, t, v);
}

/* ---- a table ---- */

static struct try_finding finding_of(struct door *d, const struct rule_trial *t,
                                     const struct rules_finding *f)
{
    static const char *const KIND[] = {[RULES_GAP] = K("rules_try.gap"),
                                       [RULES_OVERLAP] = K("rules_try.overlap"),
                                       [RULES_SHADOWED] = K("rules_try.shadowed"),
                                       [RULES_UNCHECKED] = K("rules_try.unchecked")};
    return (struct try_finding){.kind = door_text(d, KIND[f->fault]),
                                .text = rule_finding_text(d->a, d->h.lang, &t->rules, f)};
}

static void fill_findings(struct door *d, const struct rule_trial *t, struct rules_try_view *v)
{
    struct try_finding *out = ARENA_ARRAY(d->a, struct try_finding, t->findings + 1);
    for (size_t i = 0; i < t->findings; i++)
        out[i] = finding_of(d, t, &t->finding[i]);
    v->findings = out;
    v->findings_n = t->findings;
    v->sound = TEXT1(d, "rules_command.sound", count(d, t->rules.rows));
    if (t->findings_all > t->findings)
        v->findings_more = TEXT1(d, "rules_command.more", count(d, t->findings_all - t->findings));
}

static struct str why_text(struct door *d, const struct rule_trial *t, size_t r)
{
    if (r >= t->rows)
        return STR("–");
    const struct trial_row *row = &t->row[r];
    switch (row->miss) {
    case TRIAL_HIT:
        return TEXT(d, "rules_try.hit");
    case TRIAL_NOT_ASKED:
        return TEXT(d, "rules_try.not_asked");
    case TRIAL_UNKNOWN:
        return TEXT(d, "rules_try.no_hit");
    case TRIAL_MISSED:
        break;
    }
    if (row->value.kind == VALUE_NULL)
        return TEXT1(d, "rules_try.missed_null", t->rules.input[row->input].label);
    return fill3(d, K("rules_try.missed"), t->rules.input[row->input].label,
                 rules_value(d, row->value, STEP_BYTES_MAX, NULL), t->rules.row[r].input[row->input]);
}

static struct try_row row_of(struct door *d, const struct rule_trial *t, size_t r)
{
    const struct rules *table = &t->rules;
    struct try_cell *cell = ARENA_ARRAY(d->a, struct try_cell, table->inputs + table->outputs);
    struct try_row row = {.number = count(d, r + 1), .why = why_text(d, t, r), .cells = cell};
    row.is_hit = r < t->rows && t->row[r].miss == TRIAL_HIT;
    for (size_t i = 0; i < table->inputs; i++) {
        struct str text = str_trim(table->row[r].input[i]);
        cell[row.cells_n].text = text.n ? text : STR("-");
        cell[row.cells_n++].is_miss = r < t->rows && t->row[r].miss == TRIAL_MISSED && t->row[r].input == i;
    }
    for (size_t i = 0; i < table->outputs; i++)
        cell[row.cells_n++].text = table->row[r].output[i];
    return row;
}

static void fill_heads(struct door *d, const struct rule_trial *t, struct rules_try_view *v)
{
    struct tab *head = ARENA_ARRAY(d->a, struct tab, t->rules.inputs + t->rules.outputs + 1);
    for (size_t i = 0; i < t->rules.inputs; i++)
        head[v->heads_n++].label = t->rules.input[i].label;
    for (size_t i = 0; i < t->rules.outputs; i++) {
        struct str name = t->rules.output[i].name;
        head[v->heads_n++].label =
            name.n ? arena_printf(d->a, "→ %.*s", STR_ARG(name)) : TEXT(d, "rules_try.output");
    }
    v->heads = head;
}

void rules_fill_table(struct door *d, const struct rule_trial *t, struct rules_try_view *v)
{
    size_t n = t->rules.rows < TRIAL_ROWS_SHOWN_MAX ? t->rules.rows : TRIAL_ROWS_SHOWN_MAX;
    struct try_row *row = ARENA_ARRAY(d->a, struct try_row, n + 1);
    struct buf wanted CLEANUP(buf_release) = {0};
    v->is_read = true;
    fill_findings(d, t, v);
    fill_heads(d, t, v);
    for (size_t r = 0; r < n; r++)
        row[r] = row_of(d, t, r);
    v->rows = row;
    v->rows_n = n;
    if (t->rules.rows > n)
        v->rows_more = TEXT1(d, "rules_try.rows_more", count(d, t->rules.rows - n));
    for (size_t i = 0; i < t->wanteds; i++) {
        if (i)
            buf_put(&wanted, TEXT(d, "rules_command.row_and"));
        buf_put(&wanted, t->wanted[i]);
    }
    if (t->wanteds)
        v->ask_for = TEXT1(d, "rules_try.ask_for", arena_str(d->a, buf_str(&wanted)));
    if (t->is_answered)
        v->hits = t->hits ? TEXT1(d, "rules_command.hits", rule_rows_text(d->a, d->h.lang, t->hit, t->hits))
                          : TEXT(d, "rules_command.no_hits");
}
