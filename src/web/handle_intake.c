/* A table on its way in: given, checked, mended, its difference seen and confirmed. Whatever is sent from the
 * check page is kept in the draft before anything is said about it, so nothing typed is lost. */
#include <inttypes.h>
#include <stdlib.h>

#include "domain/intake.h"
#include "domain/record_take.h"
#include "domain/scheme_book.h"
#include "web/annotate.h"
#include "web/export.h"
#include "web/page.h"

#define LINKS_SHOWN 8   /* in the summary above the check */
#define CELLS_SHOWN 60  /* read otherwise, left out */
#define HEADS_SHOWN 60  /* columns of the table as it was read */
#define MENDS_SHOWN 100 /* to be given back */
#define CELL_MARK_CHARS 8

/* ---- who may hand in what ---- */

/* Of any unit, or else of the own one. */
static struct target target_of(const struct door *d, const struct act_def *act)
{
    int64_t own = d->who.actor.organ_id;
    if (door_may_act(d, act, 0) || own == 0)
        return (struct target){0};
    return (struct target){.organ_id = own};
}

static bool may_hand_in(const struct door *d, const struct intake_kind *kind)
{
    return door_may_act(d, kind->act, target_of(d, kind->act).organ_id);
}

/* The kind that the address or the form names; the first that this person may hand in without one. NULL: none
 * at all. */
static const struct intake_kind *kind_asked(const struct door *d, struct str code)
{
    const struct intake_kind *asked = intake_kind_find(code);
    if (asked && may_hand_in(d, asked))
        return asked;
    for (size_t i = 0; i < INTAKE_KINDS_COUNT && code.n == 0; i++)
        if (may_hand_in(d, INTAKE_KINDS[i]))
            return INTAKE_KINDS[i];
    return NULL;
}

static struct intake intake_of(struct door *d, struct intake_given given)
{
    return (struct intake){.given = given,
                           .a = d->a,
                           .actor = d->who.actor,
                           .day = d->day,
                           .now_ms = d->now_ms,
                           .lang = d->h.lang,
                           .ledger = kernel_ledger(d->app->kernel),
                           .procedures = d->app->procedures};
}

static struct str draft_path(struct door *d, const char *end)
{
    return arena_printf(d->a, "/imports/drafts/%.*s%s", STR_ARG(door_param(d, STR("draft"))), end);
}

static struct str given_name(struct door *d, const struct intake_given *given)
{
    return given->file_name.n ? given->file_name : TEXT(d, "import.pasted");
}

#define XLSX_TYPE STR("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")

/* The reply is a workbook to be kept. Its name may be Chinese: RFC 8187 behind a plain one. */
static void attach(struct door *d, struct str name)
{
    static const char hex[] = "0123456789ABCDEF";
    struct buf b CLEANUP(buf_release) = {0};
    buf_put(&b, STR("attachment; filename=\"table.xlsx\"; filename*=UTF-8''"));
    for (size_t i = 0; i < name.n; i++) {
        unsigned char c = (unsigned char)name.p[i];
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                        c == '.' || c == '-' || c == '_';
        if (is_plain) {
            buf_putc(&b, (char)c);
        } else {
            buf_putc(&b, '%');
            buf_putc(&b, hex[c >> 4]);
            buf_putc(&b, hex[c & 15]);
        }
    }
    d->r->type = XLSX_TYPE;
    http_reply_header(d->r, STR("Content-Disposition"), arena_str(d->a, buf_str(&b)));
}

/* ---- /imports/new ---- */

static enum rc fill_schemes(struct door *d, struct str chosen, struct intake_new_view *v, struct err *err)
{
    struct scheme_records all;
    enum rc rc = scheme_records_load(d->db, d->a, d->who.actor.tenant_id, &all, err);
    if (rc != RC_OK)
        return rc;
    struct option *schemes = ARENA_ARRAY(d->a, struct option, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        if (i == 0 || !str_eq(all.record[i].code, all.record[i - 1].code))
            schemes[v->schemes_n++] = (struct option){
                all.record[i].code,
                arena_printf(d->a, "%" PRId64 " · %.*s", all.record[i].year, STR_ARG(all.record[i].title))};
    v->schemes = schemes;
    v->scheme.value = chosen;
    return RC_OK;
}

/* The registers in which somebody of this role opens matters. */
static enum rc fill_procedures(struct door *d, struct str chosen, struct intake_new_view *v, struct err *err)
{
    struct procedure_versions all;
    enum rc rc = procedure_list(d->app->procedures, d->db, d->a, &all, err);
    if (rc != RC_OK)
        return rc;
    struct option *options = ARENA_ARRAY(d->a, struct option, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        if (record_take_opening(all.row[i].procedure, d->who.actor.role) >= 0)
            options[v->schemes_n++] = (struct option){all.row[i].procedure->id,
                                                      bilingual_text(all.row[i].procedure->title, d->h.lang)};
    v->schemes = options;
    v->scheme.value = chosen;
    return RC_OK;
}

static void fill_kinds(struct door *d, const struct intake_kind *here, struct intake_new_view *v)
{
    struct tab *kinds = ARENA_ARRAY(d->a, struct tab, INTAKE_KINDS_COUNT + 1);
    for (size_t i = 0; i < INTAKE_KINDS_COUNT; i++) {
        const struct intake_kind *kind = INTAKE_KINDS[i];
        if (may_hand_in(d, kind))
            kinds[v->kinds_n++] =
                (struct tab){.label = door_text(d, kind->title),
                             .url = arena_printf(d->a, "/imports/new?kind=%.*s", STR_ARG(kind->code)),
                             .is_here = kind == here};
    }
    v->kinds = kinds;
    if (v->draft.n) /* another file for a draft is of its kind */
        v->kinds_n = 0;
}

static enum rc show_new(struct door *d, struct web_errors *errors, const struct problems *problems,
                        const struct intake_kind *kind, const struct intake_given *given, struct str draft,
                        struct err *err)
{
    struct intake_new_view v = {.kind = kind->code,
                                .lead = door_text(d, kind->lead),
                                .needs_scheme = kind->needs_scheme,
                                .needs_procedure = kind->needs_procedure,
                                .has_template = kind->template != NULL,
                                .draft = draft,
                                .period = {.value = given->period},
                                .file = {.value = given->file_name},
                                .text = {.value = str_trim(http_form(d->q, STR("text")))}};
    enum rc rc = kind->needs_procedure ? fill_procedures(d, given->scheme_code, &v, err)
                                       : fill_schemes(d, given->scheme_code, &v, err);
    if (rc != RC_OK)
        return rc;
    fill_kinds(d, kind, &v);
    v.month = arena_printf(d->a, "%04" PRId64 "-%02" PRId64, d->day / 10000, d->day / 100 % 100);
    if (v.text.value.n)
        v.text.value = http_form(d->q, STR("text")); /* as typed, white space too */
    web_frame(d, &v.shell, PLACE_IMPORTS, TEXT(d, "imports.new"));
    v.errors = web_errors_view(d, errors, &v.shell);
    if (problems && problems->n) {
        v.problems = web_problems(d, problems, true);
        v.was_read = true;
    }
    page_intake_new(&d->h, &v);
    return RC_OK;
}

/* What was handed in before under this draft; nothing for a new one. */
static enum rc load_given(struct door *d, struct str draft, struct intake_given *ret, struct err *err)
{
    return intake_given_load(d->db, d->a, kernel_ledger(d->app->kernel), &d->who.actor, d->now_ms, draft, ret,
                             err);
}

static enum rc kind_or_fail(struct door *d, struct str code, const struct intake_kind **ret, struct err *err)
{
    *ret = kind_asked(d, code);
    if (*ret)
        return RC_OK;
    if (code.n && !intake_kind_find(code))
        return FAIL(err, RC_NOT_FOUND, "intake.no_such_kind", "no such kind");
    return FAIL(err, RC_DENIED, "door.not_for_your_role", "no kind for role %d", (int)d->who.actor.role);
}

enum rc handle_import_new(struct door *d, struct err *err)
{
    struct web_errors none = {.n = 0};
    struct str draft = http_query(d->q, STR("draft")), code = http_query(d->q, STR("kind"));
    struct intake_given given = {.scheme_code = http_query(d->q, STR("scheme")),
                                 .period = http_query(d->q, STR("period"))};
    const struct intake_kind *kind;
    if (draft.n) {
        enum rc rc = load_given(d, draft, &given, err);
        if (rc != RC_OK)
            return rc;
        code = given.kind;
        given.file_name = (struct str){0};
    }
    enum rc rc = kind_or_fail(d, code, &kind, err);
    return rc == RC_OK ? show_new(d, &none, NULL, kind, &given, draft, err) : rc;
}

/* The chosen file, or else the cells that were pasted: with the table's own HTML where the browser gave it.
 */
static bool take_given(struct door *d, struct intake_given *given)
{
    struct str html = http_form(d->q, STR("html"));
    if (!web_given(d, &given->bytes, &given->file_name))
        return false;
    if (given->file_name.n == 0 && html.n)
        given->bytes = html;
    return true;
}

enum rc handle_intake_give(struct door *d, struct err *err)
{
    struct web_errors errors = {.n = 0};
    struct str draft = http_form(d->q, STR("draft"));
    struct intake_given old = {0}, given;
    const struct intake_kind *kind;
    struct act_receipt receipt;
    enum rc rc = draft.n ? load_given(d, draft, &old, err) : RC_OK;
    if (rc == RC_OK)
        rc = kind_or_fail(d, draft.n ? old.kind : http_form(d->q, STR("kind")), &kind, err);
    if (rc != RC_OK)
        return rc;
    given = (struct intake_given){.kind = kind->code,
                                  .scheme_code = http_form(d->q, STR("scheme")),
                                  .period = str_trim(http_form(d->q, STR("period"))),
                                  .answer = old.answer,
                                  .answers = old.answers};
    struct intake in = {0};
    if (!take_given(d, &given))
        rc = FAIL(err, RC_INVALID, "form.nothing_given", "no file, no text");
    if (rc == RC_OK) {
        in = intake_of(d, given);
        rc = intake_read(&in, d->db, err);
    }
    if (rc == RC_OK)
        rc = door_act_on(d, target_of(d, d->route->act),
                         &(struct intake_put){.draft_id = draft, .given = given}, &receipt, err);
    if (rc == RC_OK) {
        door_see(d, arena_printf(d->a, "/imports/drafts/%.*s", STR_ARG(receipt.answer)));
        return RC_OK;
    }
    if (!web_refused(d, &errors, given.file_name.n ? STR("file") : STR("text"), rc, err))
        return rc;
    return show_new(d, &errors, in.problems, kind, &given, draft, err);
}

enum rc handle_intake_template(struct door *d, struct err *err)
{
    const struct intake_kind *kind;
    enum rc rc = kind_or_fail(d, http_query(d->q, STR("kind")), &kind, err);
    if (rc != RC_OK)
        return rc;
    if (!kind->template)
        return FAIL(err, RC_NOT_FOUND, "intake_new.no_template", "kind %.*s", STR_ARG(kind->code));
    struct intake in =
        intake_of(d, (struct intake_given){.kind = kind->code,
                                           .scheme_code = http_query(d->q, STR("scheme")),
                                           .period = str_trim(http_query(d->q, STR("period")))});
    in.kind = kind;
    rc = kind->template(&in, d->db, d->r->body, err);
    if (rc != RC_OK)
        return rc;
    struct str plain = arena_printf(d->a, "%.*s%s%.*s.xlsx",
                                    STR_ARG(TEXT1(d, "intake_new.template_name", door_text(d, kind->title))),
                                    in.given.period.n ? "_" : "", STR_ARG(in.given.period));
    attach(d, in.given.file_name.n ? in.given.file_name : plain); /* a kind may know a better name */
    return RC_OK;
}

/* ---- the check: cells ---- */

static const struct table_row *row_in(const struct table *t, int number)
{
    if (t->head.number == number)
        return &t->head;
    for (size_t i = 0; i < t->aboves; i++)
        if (t->above[i].number == number)
            return &t->above[i];
    size_t low = 0, high = t->rows;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (t->row[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low < t->rows && t->row[low].number == number ? &t->row[low] : NULL;
}

/* False: there is no such cell. */
static bool cell_in(const struct table *t, int row, int column, struct str *ret)
{
    const struct table_row *r = row_in(t, row);
    if (!r || column < 1 || (size_t)column > t->cols)
        return false;
    *ret = r->cell[column - 1];
    return true;
}

/* What the file says, without what was mended: the same sheet, read once more when anything was. NULL when it
 * cannot be read. */
static const struct table *sheet_of_file(const struct intake *in)
{
    struct problems *problems = ARENA_NEW(in->a, struct problems);
    struct table_book *book = ARENA_NEW(in->a, struct table_book);
    problems->arena = in->a;
    *book = in->book;
    if (in->given.mends && table_book_read(in->a, in->given.bytes, book, problems) != RC_OK)
        return NULL;
    for (size_t i = 0; i < book->tables; i++)
        if (str_eq(book->table[i].sheet, in->table.sheet))
            return &book->table[i];
    return NULL;
}

static bool cell_of_file(const struct table *file, int row, int column, struct str *ret)
{
    return file && cell_in(file, row, column, ret);
}

static struct str cell_place(struct door *d, int row, int column)
{
    return arena_printf(d->a, "%.*s%d", STR_ARG(table_column_name(d->a, column)), row);
}

static bool is_about_nothing(struct str head)
{
    return str_eq(head, STR("序号")) || str_eq(head, STR("错误说明"));
}

/* What a row is about: its first filled cell, but for its number and our own remarks. */
static struct str row_subject(const struct intake *in, int number)
{
    const struct table_row *r = row_in(&in->table, number);
    for (size_t i = 0; r && r != &in->table.head && i < in->table.cols; i++)
        if (str_trim(r->cell[i]).n && !is_about_nothing(str_trim(in->table.head.cell[i])))
            return utf8_cut(str_trim(r->cell[i]), 60);
    return (struct str){0};
}

static const struct intake_mend *mend_at(const struct intake_given *given, int row, int column)
{
    for (size_t i = 0; i < given->mends; i++)
        if (given->mend[i].row == row && given->mend[i].column == column)
            return &given->mend[i];
    return NULL;
}

static bool is_ticked(const struct intake_given *given, const struct problem *p)
{
    for (size_t i = 0; i < given->ticks; i++) {
        const struct intake_tick *tick = &given->tick[i];
        if (str_eq(tick->text, INTAKE_TICK_ALL))
            return true;
        if (tick->row == p->line && tick->column == p->column && str_eq(tick->text, str_c(p->text)))
            return true;
    }
    return false;
}

static bool ticks_all(const struct intake_given *given)
{
    for (size_t i = 0; i < given->ticks; i++)
        if (str_eq(given->tick[i].text, INTAKE_TICK_ALL))
            return true;
    return false;
}

/* ---- the check: what the page shows ---- */

static int by_place(const void *a, const void *b)
{
    const struct problem *x = *(const struct problem *const *)a, *y = *(const struct problem *const *)b;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    if (x->column != y->column)
        return x->column < y->column ? -1 : 1;
    if (x->is_warning != y->is_warning)
        return x->is_warning ? 1 : -1;
    return x < y ? -1 : x > y; /* as they were found */
}

static const struct problem **problems_sorted(struct arena *a, const struct problems *p)
{
    const struct problem **out = ARENA_ARRAY(a, const struct problem *, p->n + 1);
    for (size_t i = 0; i < p->n; i++)
        out[i] = &p->item[i];
    qsort(out, p->n, sizeof *out, by_place);
    return out;
}

static struct intake_problem_row problem_row(struct door *d, const struct intake *in, const struct problem *p)
{
    struct problems one = {.n = 1};
    one.item[0] = *p;
    struct problems_view said = web_problems(d, &one, true);
    struct intake_problem_row row = {.place = said.rows[0].place,
                                     .subject = p->line ? row_subject(in, p->line) : (struct str){0},
                                     .text = said.rows[0].text,
                                     .hint = said.rows[0].hint,
                                     .value = said.rows[0].value,
                                     .is_warning = p->is_warning,
                                     .is_remark = p->is_remark};
    if (p->column > 0 && (size_t)p->column <= in->table.cols && p->line != in->table.head.number)
        row.head = in->table.head.cell[p->column - 1];
    return row;
}

/* Names the text of a cell as a field of one line holds it. */
static struct str cell_mark(struct arena *a, struct str text)
{
    struct buf line CLEANUP(buf_release) = {0};
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] != '\n' && text.p[i] != '\r')
            buf_putc(&line, text.p[i]);
    ASSERT(!line.failed);
    return str_sub(hash_hex(a, hash_of(buf_str(&line))), 0, CELL_MARK_CHARS);
}

/* The field for the cell, once a cell. */
static void problem_input(struct door *d, const struct intake *in, const struct table *file,
                          const struct problem *p, struct intake_problem_row *row)
{
    struct str cell;
    if (!cell_in(&in->table, p->line, p->column, &cell))
        return;
    row->input = arena_printf(d->a, "m-%d-%d", p->line, p->column);
    row->value = cell;
    if (p->suggest.n) {
        row->suggest = p->suggest;
        row->use = arena_printf(d->a, "%d-%d=%.*s", p->line, p->column, STR_ARG(p->suggest));
    }
    if (mend_at(&in->given, p->line, p->column)) {
        row->is_mended = true;
        (void)cell_of_file(file, p->line, p->column, &row->was);
    }
}

static void fill_links(struct door *d, struct intake_check_view *v)
{
    struct form_error *links = ARENA_ARRAY(d->a, struct form_error, LINKS_SHOWN + 1);
    for (size_t i = 0; i < v->questions_n && v->links_n < LINKS_SHOWN; i++)
        if (v->questions[i].is_open)
            links[v->links_n++] = (struct form_error){.id = v->questions[i].id,
                                                      .text = TEXT(d, "intake_check.answer"),
                                                      .hint = v->questions[i].text};
    for (int pass = 0; pass < 2; pass++) /* what blocks, then what is only to be looked at */
        for (size_t i = 0; i < v->problems_n && v->links_n < LINKS_SHOWN; i++) {
            const struct intake_problem_row *p = &v->problems[i];
            if (pass == 0 ? !p->is_warning : p->tick.n && !p->is_ticked && !v->ticks_all)
                links[v->links_n++] = (struct form_error){
                    .id = p->input.n ? p->input : p->about, .text = p->place, .hint = p->text};
        }
    v->links = links;
}

/* Names and numbers of people stay on the page where they are mended: a file has them masked, or not at all.
 */
static bool is_private_file(const struct door *d, const struct intake *in)
{
    return in->kind->has_private && listing_is_asked(d);
}

static void fill_problems(struct door *d, const struct intake *in, const struct table *file, int64_t page,
                          struct intake_check_view *v)
{
    const struct problem **all = problems_sorted(d->a, in->problems);
    size_t per_page = listing_is_asked(d) ? LIMIT_PROBLEMS : INTAKE_PROBLEMS_PER_PAGE;
    size_t n = in->problems->n, pages = n ? (n + per_page - 1) / per_page : 1;
    size_t at = page >= 1 && (size_t)page <= pages ? (size_t)page - 1 : pages - 1;
    struct intake_problem_row *rows = ARENA_ARRAY(d->a, struct intake_problem_row, per_page);
    struct buf warned CLEANUP(buf_release) = {0}, shown CLEANUP(buf_release) = {0};
    size_t ticks = 0;
    for (size_t i = at * per_page; i < n && v->problems_n < per_page; i++) {
        const struct problem *p = all[i];
        struct intake_problem_row *row = &rows[v->problems_n];
        *row = problem_row(d, in, p);
        row->about = arena_printf(d->a, "p-%zu", i);
        bool is_same_cell =
            v->problems_n > 0 && all[i - 1]->line == p->line && all[i - 1]->column == p->column;
        if (p->line > 0 && p->column > 0 && !is_same_cell && !is_private_file(d, in))
            problem_input(d, in, file, p, row);
        if (row->input.n)
            buf_printf(&shown, "%d-%d-%.*s ", p->line, p->column, STR_ARG(cell_mark(d->a, row->value)));
        if (p->is_warning && !p->is_remark) {
            row->tick = arena_printf(d->a, "t-%zu", ticks++);
            row->is_ticked = is_ticked(&in->given, p);
            buf_printf(&warned, "%d-%d-%s%s ", p->line, p->column, p->text, row->is_ticked ? "+" : "");
        }
        v->problems_n++;
    }
    v->problems = rows;
    v->problems_more = in->problems->more;
    v->warned_cells = arena_str(d->a, buf_str(&warned));
    v->shown_cells = arena_str(d->a, buf_str(&shown));
    v->page = (int)at + 1;
    v->pages = (int)pages;
    v->prev_page = (int)at;
    v->next_page = at + 1 < pages ? (int)at + 2 : 0;
}

static struct str choice_label(struct door *d, const struct intake_question *q, const struct intake_choice *c)
{
    return c->label ? text_fill(d->a, door_text(d, c->label), q->arg, COUNT_OF(q->arg))
                    : bilingual_text((struct bilingual){c->zh, c->en}, d->h.lang);
}

static void fill_questions(struct door *d, const struct intake *in, struct intake_check_view *v)
{
    struct intake_question_row *rows = ARENA_ARRAY(d->a, struct intake_question_row, in->questions + 1);
    for (size_t i = 0; i < in->questions; i++) {
        const struct intake_question *q = &in->question[i];
        struct intake_choice_row *choices = ARENA_ARRAY(d->a, struct intake_choice_row, q->choices + 1);
        for (size_t k = 0; k < q->choices; k++)
            choices[k] =
                (struct intake_choice_row){.id = arena_printf(d->a, "a-%.*s-%zu", STR_ARG(q->id), k),
                                           .value = q->choice[k].value,
                                           .label = choice_label(d, q, &q->choice[k]),
                                           .is_chosen = q->answer.n && str_eq(q->answer, q->choice[k].value)};
        rows[i] = (struct intake_question_row){
            .id = arena_printf(d->a, "q-%.*s", STR_ARG(q->id)),
            .name = arena_printf(d->a, "a-%.*s", STR_ARG(q->id)),
            .place = q->column ? table_column_name(d->a, q->column) : (struct str){0},
            .text = text_fill(d->a, door_text(d, q->text), q->arg, COUNT_OF(q->arg)),
            .choices = choices,
            .choices_n = q->choices,
            .is_open = q->answer.n == 0};
    }
    v->questions = rows;
    v->questions_n = in->questions;
}

static void fill_fixes(struct door *d, const struct intake *in, struct intake_check_view *v)
{
    size_t listed = in->fixes < LIMIT_PROBLEMS ? in->fixes : LIMIT_PROBLEMS;
    size_t most = is_private_file(d, in) ? 0 : listing_is_asked(d) ? LIMIT_PROBLEMS : CELLS_SHOWN;
    struct intake_cell_row *rows = ARENA_ARRAY(d->a, struct intake_cell_row, most + 1);
    for (; v->fixes_n < listed && v->fixes_n < most; v->fixes_n++) {
        const struct intake_fix *fix = &in->fix[v->fixes_n];
        rows[v->fixes_n] = (struct intake_cell_row){
            .place = cell_place(d, fix->row, fix->column), .was = fix->was, .became = fix->became};
    }
    v->fixes = rows;
    v->fixes_all = in->fixes;
    v->fixes_more = in->fixes - v->fixes_n;
}

static void fill_mends(struct door *d, const struct intake *in, const struct table *file,
                       struct intake_check_view *v)
{
    struct intake_cell_row *rows = ARENA_ARRAY(d->a, struct intake_cell_row, MENDS_SHOWN);
    for (size_t i = 0; i < in->given.mends && v->mends_n < MENDS_SHOWN; i++) {
        const struct intake_mend *mend = &in->given.mend[i];
        struct intake_cell_row *row = &rows[v->mends_n++];
        *row = (struct intake_cell_row){.place = cell_place(d, mend->row, mend->column),
                                        .became = mend->text,
                                        .restore = arena_printf(d->a, "r-%d-%d", mend->row, mend->column)};
        (void)cell_of_file(file, mend->row, mend->column, &row->was);
    }
    v->mends = rows;
}

/* Which sheet was read, and what stands above its columns. */
static void fill_reading(struct door *d, const struct intake *in, struct intake_check_view *v)
{
    struct option *sheets = ARENA_ARRAY(d->a, struct option, in->book.tables + 1);
    for (size_t i = 0; i < in->book.tables && in->book.tables > 1; i++)
        sheets[v->sheets_n++] = (struct option){in->book.table[i].sheet, in->book.table[i].sheet};
    v->sheets = sheets;
    v->sheet.value = in->table.sheet;
    v->period.value = in->given.period;
    v->has_period = in->kind->needs_scheme;
    size_t cols = in->table.head.cell ? in->table.cols : 0;
    struct intake_head_row *heads = ARENA_ARRAY(d->a, struct intake_head_row, HEADS_SHOWN);
    for (; v->heads_n < cols && v->heads_n < HEADS_SHOWN; v->heads_n++)
        heads[v->heads_n] = (struct intake_head_row){
            .column = table_column_name(d->a, (int)v->heads_n + 1),
            .text = in->table.head.cell[v->heads_n],
            .example = in->table.rows ? utf8_cut(in->table.row[0].cell[v->heads_n], 60) : (struct str){0}};
    v->heads = heads;
    v->head_row = (size_t)in->table.head.number;
}

static enum rc show_check(struct door *d, struct web_errors *errors, const struct intake_given *given,
                          int64_t page, struct err *err)
{
    struct intake in = intake_of(d, *given);
    struct intake_check_view v = {.action = draft_path(d, ""),
                                  .drop_url = draft_path(d, "/drop"),
                                  .annotated_url = draft_path(d, "/annotated.xlsx"),
                                  .name = given_name(d, given)};
    enum rc rc = intake_read(&in, d->db, err);
    if (rc != RC_OK && (rc != RC_INVALID || !in.problems || !in.kind))
        return rc;
    v.replace_url = arena_printf(d->a, "/imports/new?draft=%.*s", STR_ARG(door_param(d, STR("draft"))));
    v.kind = door_text(d, in.kind->title);
    v.is_read = in.row_state != NULL;
    v.is_ready = rc == RC_OK && intake_is_ready(&in);
    v.has_good = rc == RC_OK && intake_has_good(&in);
    v.rows = in.table.rows;
    v.good = in.rows[ROW_GOOD];
    v.warned = in.rows[ROW_WARNED];
    v.bad = in.rows[ROW_BAD];
    v.open_questions = in.open_questions;
    v.only_ticks = v.is_read && !v.is_ready && v.bad == 0 && v.open_questions == 0 && in.open_ticks > 0;
    v.open_ticks = in.open_ticks;
    v.ticks_all = ticks_all(given);
    v.opens_reading = !v.is_read;
    if (rc != RC_OK || in.problems->n == 0)
        v.annotated_url = (struct str){0};
    const struct table *file = sheet_of_file(&in);
    fill_questions(d, &in, &v);
    fill_problems(d, &in, file, page, &v);
    fill_fixes(d, &in, &v);
    fill_mends(d, &in, file, &v);
    fill_reading(d, &in, &v);
    fill_links(d, &v);
    web_frame(d, &v.shell, PLACE_IMPORTS, TEXT(d, "intake_check.title"));
    v.errors = web_errors_view(d, errors, &v.shell);
    v.shell.has_error |= !v.is_ready;
    if (listing_is_asked(d))
        return export_check(d, &v, err);
    page_intake_check(&d->h, &v);
    return RC_OK;
}

enum rc handle_intake(struct door *d, struct err *err)
{
    struct web_errors none = {.n = 0};
    struct intake_given given;
    enum rc rc = load_given(d, door_param(d, STR("draft")), &given, err);
    return rc == RC_OK ? show_check(d, &none, &given, web_page_asked(d), err) : rc;
}

/* ---- the check: what was typed on it ---- */

/* "14-4" and what follows; false: it is not of this form. */
static bool read_cell(struct str s, int *ret_row, int *ret_column, struct str *ret_rest)
{
    struct str row;
    int64_t r, c;
    if (!str_split(&s, '-', &row) || !str_to_i64(row, &r) || r < 1 || r > INT32_MAX)
        return false;
    size_t n = 0;
    while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
        n++;
    if (!str_to_i64(str_sub(s, 0, n), &c) || c < 1 || c > LIMIT_TABLE_COLUMNS + 1)
        return false;
    *ret_row = (int)r;
    *ret_column = (int)c;
    *ret_rest = str_sub(s, n, s.n);
    return true;
}

/* A field of one line cannot hold the line breaks of a cell: they are no change of it. */
static bool is_same_line(struct str cell, struct str typed)
{
    size_t k = 0;
    for (size_t i = 0; i < cell.n; i++) {
        if (cell.p[i] == '\n' || cell.p[i] == '\r')
            continue;
        if (k == typed.n || cell.p[i] != typed.p[k])
            return false;
        k++;
    }
    return k == typed.n;
}

/* The draft as it will be: room for what it has and all that came with the form. */
struct revision {
    struct intake_given given;
    struct intake_mend *mend;
    struct intake_answer *answer;
    struct intake_tick *tick;
};

static struct revision revision_of(struct door *d, const struct intake_given *old)
{
    struct revision r = {.given = *old,
                         .mend = ARENA_ARRAY(d->a, struct intake_mend, old->mends + d->q->forms + 1),
                         .answer = ARENA_ARRAY(d->a, struct intake_answer, old->answers + d->q->forms + 1),
                         .tick = ARENA_ARRAY(d->a, struct intake_tick, old->ticks + d->q->forms + 1)};
    for (size_t i = 0; i < old->mends; i++)
        r.mend[i] = old->mend[i];
    for (size_t i = 0; i < old->answers; i++)
        r.answer[i] = old->answer[i];
    for (size_t i = 0; i < old->ticks; i++)
        r.tick[i] = old->tick[i];
    r.given.mend = r.mend;
    r.given.answer = r.answer;
    r.given.tick = r.tick;
    return r;
}

static void mend_remove(struct revision *r, int row, int column)
{
    size_t kept = 0;
    for (size_t i = 0; i < r->given.mends; i++)
        if (r->mend[i].row != row || r->mend[i].column != column)
            r->mend[kept++] = r->mend[i];
    r->given.mends = kept;
}

/* By row, then column, as the manual of drafts wants it. */
static void mend_put(struct revision *r, int row, int column, struct str text)
{
    mend_remove(r, row, column);
    size_t at = r->given.mends++;
    for (; at > 0 &&
           (r->mend[at - 1].row > row || (r->mend[at - 1].row == row && r->mend[at - 1].column > column));
         at--)
        r->mend[at] = r->mend[at - 1];
    r->mend[at] = (struct intake_mend){row, column, text};
}

static void tick_remove(struct revision *r, int row, int column, struct str text)
{
    size_t kept = 0;
    for (size_t i = 0; i < r->given.ticks; i++)
        if (r->tick[i].row != row || r->tick[i].column != column || !str_eq(r->tick[i].text, text))
            r->tick[kept++] = r->tick[i];
    r->given.ticks = kept;
}

static void tick_put(struct revision *r, int row, int column, struct str text)
{
    tick_remove(r, row, column, text);
    r->tick[r->given.ticks++] = (struct intake_tick){row, column, text};
}

static void answer_put(struct revision *r, struct str question, struct str choice)
{
    for (size_t i = 0; i < r->given.answers; i++)
        if (str_eq(r->answer[i].question, question)) {
            r->answer[i].choice = choice;
            return;
        }
    r->answer[r->given.answers++] = (struct intake_answer){question, choice};
}

/* The warnings that the page showed, by their place in the list: a box that was not ticked is not sent. One
 * that was not ticked before says nothing: another tab may have ticked it since. */
static void revise_ticks(struct door *d, struct revision *r)
{
    struct str rest = http_form(d->q, STR("warned")), one, text;
    int row, column;
    if (http_form(d->q, STR("warned")).n == 0)
        return;
    for (size_t n = 0; str_split(&rest, ' ', &one) && n < LIMIT_FORM_FIELDS; n++) {
        if (!read_cell(one, &row, &column, &text) || text.n < 2)
            continue;
        bool was_ticked = str_ends(text, STR("+"));
        text = str_sub(text, 1, text.n - 1 - was_ticked);
        if (http_form(d->q, arena_printf(d->a, "t-%zu", n)).n)
            tick_put(r, row, column, text);
        else if (was_ticked)
            tick_remove(r, row, column, text);
    }
    if (http_form(d->q, STR("tick_all")).n)
        tick_put(r, 0, 0, INTAKE_TICK_ALL);
    else
        tick_remove(r, 0, 0, INTAKE_TICK_ALL);
}

/* Does the field hold what the page showed in it? A page that does not say is taken by its word. */
static bool is_untouched(struct door *d, int row, int column, struct str typed)
{
    struct str rest = http_form(d->q, STR("shown")), one;
    struct str now = arena_printf(d->a, "%d-%d-%.*s", row, column, STR_ARG(cell_mark(d->a, typed)));
    while (str_split(&rest, ' ', &one))
        if (str_eq(one, now))
            return true;
    return false;
}

static void revise_cell(struct door *d, const struct table *file, struct revision *r,
                        const struct http_field *field)
{
    struct str rest, was;
    int row, column;
    if (!read_cell(str_sub(field->name, 2, field->name.n), &row, &column, &rest) || rest.n)
        return;
    if (field->name.p[0] == 'r') {
        mend_remove(r, row, column);
    } else if (!is_untouched(d, row, column, field->value) && cell_of_file(file, row, column, &was)) {
        if (is_same_line(was, field->value))
            mend_remove(r, row, column);
        else
            mend_put(r, row, column, field->value);
    }
}

/* One press takes the proposed text over: "14-1=市水利局". */
static void revise_use(struct door *d, struct revision *r)
{
    struct str text, use = http_form(d->q, STR("use"));
    int row, column;
    if (read_cell(use, &row, &column, &text) && str_starts(text, STR("=")))
        mend_put(r, row, column, str_sub(text, 1, text.n));
}

/* `in` is the draft as it was read before. Another sheet has other cells: what was written over in this one
 * goes. */
static struct revision revise(struct door *d, const struct intake *in)
{
    struct revision r = revision_of(d, &in->given);
    const struct http_field *sheet = http_form_field(d->q, STR("sheet"));
    const struct http_field *period = http_form_field(d->q, STR("period"));
    if (period)
        r.given.period = str_trim(period->value);
    if (sheet && !str_eq(sheet->value, in->table.sheet)) {
        r.given.sheet = sheet->value;
        r.given.mends = 0;
        r.given.ticks = 0;
        return r;
    }
    if (in->book.tables > 1)
        r.given.sheet = in->table.sheet; /* what is written over belongs to this one */
    const struct table *file = sheet_of_file(in);
    for (size_t i = 0; i < d->q->forms; i++) {
        const struct http_field *field = &d->q->form[i];
        if (str_starts(field->name, STR("a-")))
            answer_put(&r, str_sub(field->name, 2, field->name.n), field->value);
        else if (str_starts(field->name, STR("m-")))
            revise_cell(d, file, &r, field);
    }
    for (size_t i = 0; i < d->q->forms; i++)
        if (str_starts(d->q->form[i].name, STR("r-")))
            revise_cell(d, file, &r, &d->q->form[i]);
    revise_use(d, &r);
    revise_ticks(d, &r);
    return r;
}

static int64_t page_wanted(const struct door *d)
{
    int64_t page;
    if (str_to_i64(http_form(d->q, STR("to")), &page) && page >= 1)
        return page;
    return str_to_i64(http_form(d->q, STR("page")), &page) && page >= 1 ? page : 1;
}

enum rc handle_intake_mend(struct door *d, struct err *err)
{
    struct web_errors errors = {.n = 0};
    struct intake_given old;
    struct act_receipt receipt;
    struct str draft = door_param(d, STR("draft"));
    enum rc rc = load_given(d, draft, &old, err);
    if (rc != RC_OK)
        return rc;
    struct intake in = intake_of(d, old);
    rc = intake_read(&in, d->db, err);
    if (rc != RC_OK && rc != RC_INVALID)
        return rc;
    struct revision r = revise(d, &in);
    struct intake_put put = {.draft_id = draft, .given = r.given};
    put.given.bytes = (struct str){0}; /* the file stays */
    rc = door_act_on(d, target_of(d, d->route->act), &put, &receipt, err);
    if (rc == RC_OK) {
        if (str_eq(http_form(d->q, STR("go")), STR("confirm")))
            door_see(d, draft_path(d, "/confirm"));
        else if (str_eq(http_form(d->q, STR("go")), STR("all")))
            door_see(d, draft_path(d, "/confirm?all=1"));
        else
            door_see(d, arena_printf(d->a, "%.*s?page=%" PRId64, STR_ARG(draft_path(d, "")), page_wanted(d)));
        return RC_OK;
    }
    if (!web_refused(d, &errors, (struct str){0}, rc, err))
        return rc;
    return show_check(d, &errors, &r.given, page_wanted(d), err);
}

enum rc handle_intake_drop(struct door *d, struct err *err)
{
    struct act_receipt receipt;
    struct intake_drop in = {.draft_id = door_param(d, STR("draft"))};
    enum rc rc = door_act_on(d, target_of(d, d->route->act), &in, &receipt, err);
    if (rc == RC_OK)
        door_see(d, STR("/imports?done=dropped"));
    return rc;
}

enum rc handle_intake_annotated(struct door *d, struct err *err)
{
    struct intake_given given;
    enum rc rc = load_given(d, door_param(d, STR("draft")), &given, err);
    if (rc != RC_OK)
        return rc;
    struct intake in = intake_of(d, given);
    rc = intake_read(&in, d->db, err);
    if (rc == RC_OK)
        rc = annotate(d, &in, d->r->body, err);
    if (rc != RC_OK)
        return rc;
    struct str name = given_name(d, &given);
    size_t dot = name.n;
    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] == '.')
            dot = i;
    attach(d, TEXT1(d, "intake_check.annotated_name", str_sub(name, 0, dot ? dot : name.n)));
    return RC_OK;
}

/* ---- the difference ---- */

static const char *const CHANGE_TEXT[] = {[CHANGE_NEW] = K("import.fresh"),
                                          [CHANGE_CHANGED] = K("import.changed"),
                                          [CHANGE_SAME] = K("import.same"),
                                          [CHANGE_CLEARED] = K("intake_confirm.cleared")};

static void fill_lines(struct door *d, const struct intake *in, struct intake_confirm_view *v)
{
    struct intake_diff_row *rows = ARENA_ARRAY(d->a, struct intake_diff_row, in->lines + 1);
    for (size_t i = 0; i < in->lines; i++) {
        const struct intake_line *line = &in->line[i];
        rows[i] = (struct intake_diff_row){.subject = line->subject,
                                           .field = line->field,
                                           .before = line->before,
                                           .after = line->after,
                                           .change = door_text(d, CHANGE_TEXT[line->change]),
                                           .place = arena_printf(d->a, "%d", line->row),
                                           .is_cleared = line->change == CHANGE_CLEARED};
    }
    v->lines = rows;
    v->lines_n = in->lines;
    v->fresh = in->change[CHANGE_NEW];
    v->changed = in->change[CHANGE_CHANGED];
    v->same = in->change[CHANGE_SAME];
    v->cleared = in->change[CHANGE_CLEARED];
    size_t all = v->fresh + v->changed + v->cleared;
    v->lines_more = all > in->lines ? all - in->lines : 0;
}

/* Why rows stay behind. */
static void fill_lefts(struct door *d, const struct intake *in, struct intake_confirm_view *v)
{
    const struct problem **all = problems_sorted(d->a, in->problems);
    size_t most = listing_is_asked(d) ? LIMIT_PROBLEMS : CELLS_SHOWN;
    struct intake_problem_row *rows = ARENA_ARRAY(d->a, struct intake_problem_row, most);
    for (size_t i = 0; i < in->problems->n; i++) {
        const struct problem *p = all[i];
        if (p->is_remark || (p->is_warning && is_ticked(&in->given, p)))
            continue;
        if (v->lefts_n < most)
            rows[v->lefts_n++] = problem_row(d, in, p);
        else
            v->lefts_more++;
    }
    v->lefts = rows;
    v->lefts_more += in->problems->more;
}

static enum rc show_confirm(struct door *d, struct web_errors *errors, const struct intake *in,
                            struct err *err)
{
    struct intake_confirm_view v = {
        .back_url = draft_path(d, ""),
        .list_url = draft_path(d, "/confirm"),
        .action = arena_printf(d->a, "%.*s/%.*s", STR_ARG(draft_path(d, "")), STR_ARG(in->kind->code)),
        .kind = door_text(d, in->kind->title),
        .name = given_name(d, &in->given),
        .seen = in->seen,
        .rows = in->table.rows,
        .good = in->rows[ROW_GOOD],
        .left_out = in->rows[ROW_WARNED] + in->rows[ROW_BAD],
        .is_ready = intake_is_ready(in),
        .has_good = intake_has_good(in),
        .wants_good = str_eq(http_form(d->q, STR("mode")), STR("good")),
        .fixes = in->fixes};
    fill_lines(d, in, &v);
    fill_lefts(d, in, &v);
    web_frame(d, &v.shell, PLACE_IMPORTS, TEXT(d, "intake_confirm.title"));
    v.errors = web_errors_view(d, errors, &v.shell);
    if (listing_is_asked(d))
        return export_confirm(d, &v, err);
    page_intake_confirm(&d->h, &v);
    return RC_OK;
}

/* The draft, read anew. RC_NOT_FOUND: it is gone. */
static enum rc read_draft(struct door *d, struct intake *ret, struct err *err)
{
    struct intake_given given;
    enum rc rc = load_given(d, door_param(d, STR("draft")), &given, err);
    if (rc != RC_OK)
        return rc;
    *ret = intake_of(d, given);
    rc = intake_read(ret, d->db, err);
    /* Nothing of it can be read: there is no row to be written, which is for the check page to say. */
    return rc == RC_INVALID && ret->kind ? RC_OK : rc;
}

static bool is_for_confirming(const struct intake *in)
{
    return in->row_state && (intake_is_ready(in) || intake_has_good(in));
}

enum rc handle_intake_confirming(struct door *d, struct err *err)
{
    struct web_errors none = {.n = 0};
    struct intake in;
    enum rc rc = read_draft(d, &in, err);
    if (rc != RC_OK)
        return rc;
    bool wants_all = http_query(d->q, STR("all")).n > 0; /* what is left over is mended first */
    if (is_for_confirming(&in) && (!wants_all || intake_is_ready(&in)))
        return show_confirm(d, &none, &in, err);
    door_see(d, draft_path(d, ""));
    return RC_OK;
}

/* First passwords are shown in this one reply: afterwards nobody knows them but those who got them. */
static enum rc show_secrets(struct door *d, const struct intake *in, struct str number)
{
    struct intake_secrets_view v = {.receipt_url = arena_printf(d->a, "/imports/%.*s", STR_ARG(number))};
    struct intake_secret_row *rows = ARENA_ARRAY(d->a, struct intake_secret_row, in->secrets + 1);
    for (size_t i = 0; i < in->secrets; i++)
        rows[i] =
            (struct intake_secret_row){in->secret[i].login, in->secret[i].label, in->secret[i].password};
    v.rows = rows;
    v.rows_n = in->secrets;
    web_frame(d, &v.shell, PLACE_IMPORTS, TEXT(d, "intake_secrets.title"));
    page_intake_secrets(&d->h, &v);
    return RC_OK;
}

enum rc handle_intake_confirm(struct door *d, struct err *err)
{
    struct web_errors errors = {.n = 0};
    struct intake in = {0};
    struct act_receipt receipt;
    struct intake_confirm input = {.draft_id = door_param(d, STR("draft")),
                                   .seen = http_form(d->q, STR("seen")),
                                   .only_good = str_eq(http_form(d->q, STR("mode")), STR("good"))};
    enum rc rc = read_draft(d, &in, err);
    if (rc != RC_OK && rc != RC_NOT_FOUND)
        return rc;
    if (rc == RC_OK) {
        if (in.kind->act != d->route->act)
            return FAIL(err, RC_NOT_FOUND, "intake.no_such_draft", "of another kind");
        if (!is_for_confirming(&in) || (!input.only_good && !intake_is_ready(&in))) {
            door_see(d,
                     draft_path(d, "")); /* everything or nothing was chosen: back to what must be mended */
            return RC_OK;
        }
        input.ready = &in;
    }
    rc = input.ready ? intake_prepare(&in, kernel_world(d->app->kernel), err) : RC_OK;
    if (rc == RC_OK)
        rc = door_act_on(d, target_of(d, d->route->act), &input, &receipt, err);
    if (rc == RC_OK && in.secrets && !receipt.is_repeated)
        return show_secrets(d, &in, receipt.answer);
    if (rc == RC_OK) {
        door_see(d, arena_printf(d->a, "/imports/%.*s%s", STR_ARG(receipt.answer),
                                 receipt.is_repeated ? "?again=1" : ""));
        return RC_OK;
    }
    if (!input.ready || !web_refused(d, &errors, (struct str){0}, rc, err))
        return rc;
    struct err why = *err;
    rc = read_draft(d, &in, err); /* somebody was faster: what would change now */
    if (rc == RC_NOT_FOUND) {     /* it was this very draft, from another page of it */
        d->r->status = 0;
        *err = why;
    }
    if (rc != RC_OK)
        return rc;
    return show_confirm(d, &errors, &in, err);
}
