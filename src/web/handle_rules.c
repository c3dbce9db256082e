/* /rules/try: a formula or a decision table tried out. What is short travels in the address, so that it can
 * be kept and handed on; what is long is posted. Neither changes anything. */
#include <inttypes.h>

#include "table/table.h"
#include "web/calendar_page.h"
#include "web/rules_page.h"

#define ROWS_FIRST 3
#define URL_BYTES_MAX 4000
#define PATH "/rules/try"

struct trying {
    struct rules_try_view v;
    struct web_errors errors;
    struct try_input row[TRIAL_INPUTS_MAX];
    size_t rows;
    struct problems *problems; /* of the file */
    struct str *cell;
    size_t cols, cell_rows;
    int line;
    struct str sheet;
    bool is_asked;
};

static struct str asked(struct door *d, struct str name)
{
    return d->q->method == HTTP_POST ? http_form(d->q, name) : http_query(d->q, name);
}

static void refuse(struct door *d, struct trying *t, struct str id, struct field *field, const char *key)
{
    struct err why = {.rc = RC_INVALID, .text = key};
    (void)web_refused(d, &t->errors, id, RC_INVALID, &why);
    field->error = web_error_text(d, &why);
}

/* ---- what is asked ---- */

static bool is_given(struct str s) { return str_trim(s).n > 0; }

static void read_rows(struct door *d, struct trying *t)
{
    int64_t shown = ROWS_FIRST;
    if (!str_to_i64(asked(d, STR("rows")), &shown) || shown < ROWS_FIRST)
        shown = ROWS_FIRST;
    shown += asked(d, STR("more")).n > 0;
    for (int i = 0; i < TRIAL_INPUTS_MAX; i++) {
        struct try_input *r = &t->row[i];
        r->name_id = arena_printf(d->a, "n%d", i + 1);
        r->value_id = arena_printf(d->a, "v%d", i + 1);
        r->name.value = asked(d, r->name_id);
        r->value.value = asked(d, r->value_id);
        if (shown <= i && (is_given(r->name.value) || is_given(r->value.value)))
            shown = i + 1;
    }
    t->rows = shown < TRIAL_INPUTS_MAX ? (size_t)shown : TRIAL_INPUTS_MAX;
}

static void read_form(struct door *d, struct trying *t)
{
    t->v.is_table = str_eq(asked(d, STR("kind")), STR("table"));
    t->v.text.value = web_without_cr(d, asked(d, STR("text")));
    t->problems = ARENA_NEW(d->a, struct problems);
    t->problems->arena = d->a;
    read_rows(d, t);
    t->is_asked = (d->q->method == HTTP_POST || is_given(t->v.text.value)) && asked(d, STR("more")).n == 0;
}

/* ---- the table ---- */

static void put_cell(struct buf *out, struct str cell)
{
    bool is_odd =
        str_find(cell, '\t') < cell.n || str_find(cell, '\n') < cell.n || str_find(cell, '"') < cell.n;
    if (is_odd)
        buf_putc(out, '"');
    for (size_t i = 0; i < cell.n; i++) {
        if (is_odd && cell.p[i] == '"')
            buf_putc(out, '"');
        buf_putc(out, cell.p[i]);
    }
    if (is_odd)
        buf_putc(out, '"');
}

/* The file as text, so that it stands in the form from now on: row by row where the file has it. */
static struct str text_of(struct door *d, const struct trying *t)
{
    struct buf out CLEANUP(buf_release) = {0};
    for (int i = 1; i < t->line; i++)
        buf_putc(&out, '\n');
    for (size_t r = 0; r < t->cell_rows; r++) {
        for (size_t c = 0; c < t->cols; c++) {
            if (c)
                buf_putc(&out, '\t');
            put_cell(&out, t->cell[r * t->cols + c]);
        }
        buf_putc(&out, '\n');
    }
    return arena_str(d->a, buf_str(&out));
}

/* The grid with the empty rows that the reader left out, so that places are those of the file. */
static void read_grid(struct door *d, struct trying *t, const struct table *table)
{
    int first = table->head.number, last = table->rows ? table->row[table->rows - 1].number : first;
    t->line = first;
    t->sheet = table->sheet;
    t->cols = table->cols;
    t->cell_rows = (size_t)(last - first) + 1;
    if (t->cell_rows > TRIAL_ROWS_MAX || t->cols > TRIAL_COLUMNS_MAX)
        return; /* the trial says so */
    t->cell = ARENA_ARRAY(d->a, struct str, t->cell_rows * t->cols);
    memcpy(t->cell, table->head.cell, t->cols * sizeof *t->cell);
    for (size_t r = 0; r < table->rows; r++)
        memcpy(t->cell + (size_t)(table->row[r].number - first) * t->cols, table->row[r].cell,
               t->cols * sizeof *t->cell);
}

static void read_table(struct door *d, struct trying *t)
{
    struct table_book book;
    struct str bytes, file_name;
    bool is_posted = d->q->method == HTTP_POST && web_given(d, &bytes, &file_name);
    if (!is_posted) {
        bytes = t->v.text.value;
        file_name = (struct str){0};
    }
    if (!is_given(bytes)) {
        refuse(d, t, STR("text"), &t->v.text, K("rules_try.no_table"));
        return;
    }
    if (table_book_read(d->a, bytes, &book, t->problems) != RC_OK) {
        refuse(d, t, file_name.n ? STR("file") : STR("text"), file_name.n ? &t->v.file : &t->v.text,
               K("rules_try.table_unread"));
        return;
    }
    read_grid(d, t, &book.table[0]);
    if (file_name.n && t->cell)
        t->v.text.value = text_of(d, t);
}

/* ---- in the address ---- */

static void put_part(struct door *d, struct buf *out, struct str name, struct str value)
{
    if (value.n == 0)
        return;
    buf_putc(out, '&');
    buf_put(out, name);
    buf_putc(out, '=');
    buf_put(out, calendar_url_part(d, value));
}

/* n = 0: too long for one. */
static struct str url_of(struct door *d, const struct trying *t)
{
    struct buf out CLEANUP(buf_release) = {0};
    if (t->v.text.value.n > URL_BYTES_MAX)
        return (struct str){0};
    buf_printf(&out, PATH "?kind=%s", t->v.is_table ? "table" : "formula");
    put_part(d, &out, STR("text"), t->v.text.value);
    for (size_t i = 0; i < t->rows; i++) {
        put_part(d, &out, t->row[i].name_id, t->row[i].name.value);
        put_part(d, &out, t->row[i].value_id, t->row[i].value.value);
    }
    if (t->rows > ROWS_FIRST)
        buf_printf(&out, "&rows=%zu", t->rows);
    return out.n <= URL_BYTES_MAX ? arena_str(d->a, buf_str(&out)) : (struct str){0};
}

/* ---- trying ---- */

static bool is_twice(const struct trying *t, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (str_eq(str_trim(t->row[k].name.value), str_trim(t->row[i].name.value)))
            return true;
    return false;
}

static void give_input(struct door *d, struct trying *t, struct rule_trial *trial, size_t i)
{
    struct try_input *r = &t->row[i];
    struct str name = str_trim(r->name.value);
    if (name.n == 0 && !is_given(r->value.value))
        return;
    if (name.n == 0) {
        refuse(d, t, r->name_id, &r->name, K("rules_try.no_name"));
        return;
    }
    if (t->v.is_table && !is_given(r->value.value))
        return; /* a head that was put there for a value to come */
    if (name.n > TRIAL_NAME_BYTES_MAX || is_twice(t, i)) {
        refuse(d, t, r->name_id, &r->name,
               name.n > TRIAL_NAME_BYTES_MAX ? K("rules_try.long_name") : K("rules_try.name_twice"));
        return;
    }
    if (!rule_trial_input(trial, name, r->value.value)) {
        const struct problems *p = trial->input[trial->inputs - 1].problems;
        refuse(d, t, r->value_id, &r->value, K("rules_try.value_wrong"));
        if (p->n)
            r->value.error = TEXT2(
                d, "rules_try.value_wrong_because", arena_printf(d->a, "%d", p->item[0].column),
                text_fill(d->a, door_text(d, p->item[0].text), p->item[0].arg, COUNT_OF(p->item[0].arg)));
        return;
    }
    r->read_as = rules_read_as(d, &trial->input[trial->inputs - 1]);
}

/* Heads without a value become rows of the form, with their names. */
static void offer_heads(struct door *d, struct trying *t, const struct rule_trial *trial)
{
    for (size_t i = 0; i < trial->wanteds; i++) {
        size_t at = 0;
        while (at < t->rows && is_given(t->row[at].name.value) &&
               !str_eq(str_trim(t->row[at].name.value), trial->wanted[i]))
            at++;
        if (at == TRIAL_INPUTS_MAX)
            return;
        t->rows = at < t->rows ? t->rows : at + 1;
        t->row[at].name.value = arena_str(d->a, trial->wanted[i]);
    }
}

static void show_trial(struct door *d, struct trying *t, const struct rule_trial *trial)
{
    if (trial->problems->blocking)
        d->r->status = 422;
    if (t->v.is_table)
        t->v.problems = web_problems(d, trial->problems, true);
    else
        t->v.faults = rules_faults(d, trial->problems, t->v.text.value, &t->v.faults_n);
    if (trial->problems->blocking)
        refuse(d, t, STR("text"), &t->v.text,
               t->v.is_table ? K("rules_try.table_wrong") : K("rules_try.formula_wrong"));
    if (trial->is_answered)
        rules_fill_answer(d, trial, &t->v);
    if (trial->is_table) {
        rules_fill_table(d, trial, &t->v);
        offer_heads(d, t, trial);
    }
}

static struct value now_of(struct door *d)
{
    struct civil c = date_civil(d->now_ms);
    struct str text = arena_printf(d->a, "%04d-%02d-%02dT%02d:%02d:%02d+08:00", c.year, c.month, c.day,
                                   c.hour, c.minute, c.second);
    struct value v = VALUE_OF_NULL;
    return date_time_read(text, NULL, &v) ? v : VALUE_OF_NULL;
}

static void show_page(struct door *d, struct trying *t);

static enum rc try_it(struct door *d, struct trying *t, struct err *err)
{
    struct calendar_book book;
    enum rc rc = calendar_book_load(d->db, d->a, d->who.actor.tenant_id, 0, d->day, 0, &book, err);
    if (rc != RC_OK)
        return rc;
    struct rule_trial *trial CLEANUP(rule_trial_freep) = rule_trial_new(d->a, book.calendar, now_of(d));
    if (!trial)
        return FAIL(err, RC_NO_MEMORY, "feel.no_memory", "trial");
    for (size_t i = 0; i < t->rows; i++)
        give_input(d, t, trial, i);
    if (t->errors.n == 0) {
        if (t->v.is_table)
            rule_trial_table(trial, t->cell, t->cell_rows, t->cols, t->line,
                             t->sheet.n ? t->sheet : TEXT(d, "rules_try.kind_table"));
        else
            rule_trial_formula(trial, t->v.text.value);
        show_trial(d, t, trial);
    }
    show_page(d, t); /* before what the trial made goes */
    return RC_OK;
}

/* ---- the page ---- */

static void fill_examples(struct door *d, struct trying *t)
{
    static const struct {
        const char *label, *text, *name[3], *value[3];
        bool is_table;
    } EXAMPLE[] = {{K("rules_try.example_rate"),
                    K("rules_try.example_rate_text"),
                    {K("rules_try.example_actual"), K("rules_try.example_goal")},
                    {"92", "80"},
                    false},
                   {K("rules_try.example_bands"),
                    K("rules_try.example_bands_text"),
                    {K("rules_try.example_votes"), K("rules_try.example_poor")},
                    {"76.5", "4"},
                    true},
                   {K("rules_try.example_workdays"),
                    K("rules_try.example_workdays_text"),
                    {K("rules_try.example_start"), K("rules_try.example_end")},
                    {"2026-09-23", "2026-10-12"},
                    false},
                   {K("rules_try.example_gap"), K("rules_try.example_gap_text"), {NULL}, {NULL}, true}};
    struct tab *tabs = ARENA_ARRAY(d->a, struct tab, COUNT_OF(EXAMPLE));
    for (size_t i = 0; i < COUNT_OF(EXAMPLE); i++) {
        struct trying *e = ARENA_NEW(d->a, struct trying);
        e->v.is_table = EXAMPLE[i].is_table;
        e->v.text.value = door_text(d, EXAMPLE[i].text);
        for (size_t k = 0; k < 3 && EXAMPLE[i].name[k]; k++, e->rows++) {
            e->row[k].name_id = arena_printf(d->a, "n%zu", k + 1);
            e->row[k].value_id = arena_printf(d->a, "v%zu", k + 1);
            e->row[k].name.value = door_text(d, EXAMPLE[i].name[k]);
            e->row[k].value.value = str_c(EXAMPLE[i].value[k]);
        }
        tabs[i] = (struct tab){.label = door_text(d, EXAMPLE[i].label), .url = url_of(d, e)};
    }
    t->v.examples = tabs;
    t->v.examples_n = COUNT_OF(EXAMPLE);
}

static void show_page(struct door *d, struct trying *t)
{
    struct rules_try_view *v = &t->v;
    struct tab *kinds = ARENA_ARRAY(d->a, struct tab, 2);
    kinds[0] = (struct tab){TEXT(d, "rules_try.kind_formula"), STR(PATH), !v->is_table};
    kinds[1] = (struct tab){TEXT(d, "rules_try.kind_table"), STR(PATH "?kind=table"), v->is_table};
    v->kinds = kinds;
    v->kinds_n = 2;
    v->clear_url = kinds[v->is_table].url;
    v->inputs = t->row;
    v->inputs_n = t->rows;
    v->inputs_shown = arena_printf(d->a, "%zu", t->rows);
    v->may_more = t->rows < TRIAL_INPUTS_MAX;
    fill_examples(d, t);
    web_frame(d, &v->shell, PLACE_RULES, TEXT(d, "rules_try.title"));
    v->errors = web_errors_view(d, &t->errors, &v->shell);
    if (t->problems->n)
        v->problems = web_problems(d, t->problems, true);
    page_rules_try(&d->h, v);
}

static enum rc answer(struct door *d, struct trying *t, struct err *err)
{
    if (t->is_asked && t->v.is_table)
        read_table(d, t);
    else if (t->is_asked && !is_given(t->v.text.value))
        refuse(d, t, STR("text"), &t->v.text, K("rules_try.no_formula"));
    if (t->is_asked && t->errors.n == 0 && d->q->method == HTTP_POST) {
        struct str url = t->v.is_table && !t->cell ? (struct str){0} : url_of(d, t);
        if (url.n) {
            door_see(d, url);
            return RC_OK;
        }
    }
    if (t->is_asked && t->errors.n == 0)
        return try_it(d, t, err);
    show_page(d, t);
    return RC_OK;
}

enum rc handle_rules_try(struct door *d, struct err *err)
{
    struct trying *t = ARENA_NEW(d->a, struct trying);
    read_form(d, t);
    return answer(d, t, err);
}
