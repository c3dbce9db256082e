#include "domain/intake_records.h"

#include <stdlib.h>

#include "domain/ledger_book.h"
#include "table/sheet.h"
#include "text/text.h"

/* ---- reading ---- */

static bool is_filled(const struct table *t, size_t column)
{
    for (size_t i = 0; i < t->rows; i++)
        if (str_trim(t->row[i].cell[column]).n)
            return true;
    return false;
}

/* Columns and sheets that nobody asked for may hold anything: telephone numbers, old passwords. The
 * template's own sheet of explanations is known. */
static bool holds_more(const struct intake *in, const struct records *r)
{
    for (size_t i = 0; i < in->table.cols; i++) {
        bool is_read = false;
        struct str head = cell_plain(in->a, in->table.head.cell[i]);
        for (size_t c = 0; c < r->form->ignoreds; c++)
            is_read |= str_eq(head, r->form->ignored[c]); /* numbers of rows */
        for (size_t c = 0; c < r->form->columns; c++)
            is_read |= r->at[c] == (int)i + 1;
        if (!is_read && is_filled(&in->table, i))
            return true;
    }
    for (size_t i = 0; i < in->book.tables; i++) {
        struct str sheet = in->book.table[i].sheet;
        if (!str_eq(sheet, in->table.sheet) && !str_eq(sheet, T(LANG_ZH_CN, "records.help")) &&
            !str_eq(sheet, T(LANG_EN, "records.help")))
            return true;
    }
    return false;
}

void intake_records_read(struct intake *in, const struct record_form *form, size_t rows_max,
                         struct records *ret)
{
    *ret = (struct records){.form = form};
    intake_sheet_choose(in, record_head_is_known, form);
    if (in->table.rows > rows_max) {
        struct problem *item = PROBLEM(in->problems, 0, 0, "records.too_many");
        item->hint = "records.too_many_hint";
        problem_arg(in->problems, item, 0, arena_printf(in->a, "%zu", rows_max));
        return;
    }
    enum rc rc = records_read(in->a, &in->table, form, ret, in->problems);
    if (rc != RC_OK && ret->rows == 0)
        return;
    in->row_state = ARENA_ARRAY(in->a, uint8_t, in->table.rows + 1);
    in->holds_more = holds_more(in, ret);
    if (in->holds_more && !in->kind->has_private) {
        struct problem *item = PROBLEM(in->problems, 0, 0, "records.file_not_kept");
        item->hint = "records.file_not_kept_hint";
        problem_remark(in->problems, item);
    }
    for (size_t i = 0; i < ret->rows; i++)
        if (ret->is_bad[i])
            in->row_state[i] = ROW_BAD;
}

static struct problem *say(struct intake *in, const struct records *r, size_t row, size_t column,
                           const char *text, const char *hint)
{
    struct problem *item = problem_add(in->problems, in->table.row[row].number, r->at[column], text);
    item->hint = hint;
    struct str written = records_cell(r, row, column)->text;
    problem_value(in->problems, item, written);
    problem_arg(in->problems, item, 0, written);
    return item;
}

struct problem *intake_fault(struct intake *in, const struct records *r, size_t row, size_t column,
                             const char *text, const char *hint)
{
    r->is_bad[row] = true;
    in->row_state[row] = ROW_BAD;
    return say(in, r, row, column, text, hint);
}

struct problem *intake_warning(struct intake *in, const struct records *r, size_t row, size_t column,
                               const char *text, const char *hint)
{
    struct problem *item = say(in, r, row, column, text, hint);
    problem_warn(in->problems, item);
    return item;
}

struct problem *intake_remark(struct intake *in, const struct records *r, size_t row, size_t column,
                              const char *text, const char *hint)
{
    struct problem *item = say(in, r, row, column, text, hint);
    problem_remark(in->problems, item);
    return item;
}

static int by_key(const void *a, const void *b)
{
    const struct intake_key *x = a, *y = b;
    int c = str_cmp(x->key, y->key);
    return c ? c : (x->row > y->row) - (x->row < y->row);
}

void intake_keys_differ(struct intake *in, const struct records *r, struct intake_key *key, size_t keys,
                        const char *text, const char *hint)
{
    if (keys == 0)
        return;
    qsort(key, keys, sizeof *key, by_key);
    for (size_t i = 1, first = 0; i < keys; i++) {
        if (!str_eq(key[i].key, key[first].key)) {
            first = i;
            continue;
        }
        if (key[i].row == key[first].row)
            continue; /* a unit may be called the same by its full name and its short one */
        struct problem *item = intake_fault(in, r, key[i].row, key[i].column, text, hint);
        problem_arg(in->problems, item, 1, arena_printf(in->a, "%d", in->table.row[key[first].row].number));
    }
}

/* ---- units ---- */

struct intake_units intake_units_make(struct arena *a, const struct organ_book *book)
{
    size_t most = 1;
    for (size_t i = 0; i < book->n; i++)
        most += 3 + book->organ[i].aliases;
    struct intake_units u = {.book = book, .names = {.name = ARENA_ARRAY(a, struct cell_name, most)}};
    for (size_t i = 0; i < book->n; i++) {
        const struct organ *o = &book->organ[i];
        cell_names_add(&u.names, cell_plain(a, o->code), i);
        cell_names_add(&u.names, cell_plain(a, o->name), i);
        cell_names_add(&u.names, cell_plain(a, o->short_name), i);
        for (size_t k = 0; k < o->aliases; k++)
            cell_names_add(&u.names, cell_plain(a, o->alias[k]), i);
    }
    cell_names_sort(&u.names);
    return u;
}

const struct organ *intake_unit_find(const struct intake_units *units, struct arena *a, struct str text)
{
    size_t at;
    return cell_name_find(&units->names, cell_plain(a, text), &at) ? &units->book->organ[at] : NULL;
}

const struct organ *intake_unit_of(struct intake *in, const struct records *r,
                                   const struct intake_units *units, size_t row, size_t column)
{
    struct str text = records_cell(r, row, column)->text;
    const struct organ *unit = intake_unit_find(units, in->a, text);
    if (unit || text.n == 0)
        return unit;
    struct problem *item =
        intake_fault(in, r, row, column, K("records.unknown_unit"), K("records.unknown_unit_hint"));
    int near = in->problems->n < LIMIT_PROBLEMS
                   ? cell_nearest(units->names.name, units->names.n, cell_plain(in->a, text))
                   : -1;
    if (near >= 0) {
        const struct organ *meant = &units->book->organ[near];
        item->hint = K("records.did_you_mean_unit");
        problem_arg(in->problems, item, 1, meant->short_name);
        if (item->column > 0)
            problem_suggest(in->problems, item, meant->short_name);
    }
    return NULL;
}

/* ---- what an import brought ---- */

enum rc intake_rows_made(struct act *act, int64_t import_id, const struct table_def *t,
                         const struct cell **ret, size_t *ret_n, struct err *err)
{
    struct str body;
    struct hash leaf;
    struct entry_view view;
    const struct canon *list = NULL;
    enum rc rc = ledger_entry(act->ledger, act->db, act->arena, import_id, &body, &leaf, err);
    if (rc == RC_OK)
        rc = entry_read(body, act->arena, &view, err);
    if (rc == RC_OK)
        rc = ledger_change_list(act->db, act->arena, act->ledger, &view, &list, err);
    if (rc != RC_OK)
        return rc;
    struct cell *out = ARENA_ARRAY(act->arena, struct cell, TABLE_COLUMNS_MAX * ((list ? list->n : 0) + 1));
    *ret = out;
    *ret_n = 0;
    for (const struct canon *c = list ? list->first : NULL; c && rc == RC_OK; c = c->next) {
        const struct table_def *of;
        uint32_t fields = 0;
        bool is_delete = false;
        struct cell *cell = &out[*ret_n * TABLE_COLUMNS_MAX];
        memset(cell, 0, TABLE_COLUMNS_MAX * sizeof *cell);
        rc = change_read(c, act->arena, act->actor.tenant_id, &of, cell, &fields, &is_delete, err);
        *ret_n += rc == RC_OK && of == t && !is_delete && canon_int(c, STR("new"), 0) == 1;
    }
    return rc;
}

/* ---- the template ---- */

#define ROWS_TO_FILL 60

static struct str help_text(struct intake *in, const struct record_column *c, const struct intake_help *h)
{
    struct str say = text_get(in->lang, h->say);
    struct str must = text_get(in->lang, c->is_required ? K("records.required") : K("records.optional"));
    return arena_printf(in->a, "%.*s%.*s", STR_ARG(must), STR_ARG(say));
}

static struct sheet_cell known_cell(const struct record_column *of, struct str text)
{
    struct sheet_cell cell = {.text = text, .look = of->is_required ? LOOK_REQUIRED : LOOK_OPTIONAL};
    if (of->type == RECORD_NUMBER && str_to_i64(text, &cell.number)) {
        cell.is_number = true;
        cell.text = (struct str){0};
    }
    return cell;
}

static struct sheet fill_sheet(struct intake *in, const struct record_form *form,
                               const struct intake_help *help, const struct str *known, size_t rows)
{
    size_t all = rows + ROWS_TO_FILL;
    struct sheet_column *column = ARENA_ARRAY(in->a, struct sheet_column, form->columns);
    struct sheet_cell *cell = ARENA_ARRAY(in->a, struct sheet_cell, form->columns * (1 + all));
    for (size_t c = 0; c < form->columns; c++) {
        const struct record_column *of = &form->column[c];
        bool is_wide = of->type == RECORD_TEXT;
        column[c] = (struct sheet_column){.width_chars = is_wide ? 24 : 14,
                                          .choice = help[c].choice,
                                          .choices = help[c].choices,
                                          .is_text = of->type == RECORD_CODE || of->type == RECORD_DAY};
        cell[c] =
            (struct sheet_cell){.text = of->name, .look = LOOK_HEAD, .comment = help_text(in, of, &help[c])};
        for (size_t i = 0; i < all; i++)
            cell[(i + 1) * form->columns + c] =
                known_cell(of, i < rows ? known[i * form->columns + c] : (struct str){0});
    }
    return (struct sheet){.name = text_get(in->lang, in->kind->title),
                          .is_wide = true,
                          .column = column,
                          .cols = form->columns,
                          .cell = cell,
                          .rows = 1 + all,
                          .head_rows = 1};
}

static struct sheet help_sheet(struct intake *in, const struct record_form *form,
                               const struct intake_help *help)
{
    enum { NAME, SAY, EXAMPLE, COLUMNS };
    size_t rows = 3 + form->columns;
    struct sheet_cell *cell = ARENA_ARRAY(in->a, struct sheet_cell, rows * COLUMNS);
    struct sheet_column *column = ARENA_ARRAY(in->a, struct sheet_column, COLUMNS);
    column[NAME].width_chars = 16;
    column[SAY].width_chars = 70;
    column[EXAMPLE] = (struct sheet_column){.width_chars = 28, .is_text = true};
    cell[0] =
        (struct sheet_cell){.text = text_get(in->lang, in->kind->title), .look = LOOK_TITLE, .span = COLUMNS};
    cell[COLUMNS] =
        (struct sheet_cell){.text = text_get(in->lang, in->kind->lead), .look = LOOK_REMARK, .span = COLUMNS};
    struct sheet_cell *head = &cell[2 * (size_t)COLUMNS];
    head[NAME] = (struct sheet_cell){.text = T(in->lang, "records.column"), .look = LOOK_HEAD};
    head[SAY] = (struct sheet_cell){.text = T(in->lang, "records.how"), .look = LOOK_HEAD};
    head[EXAMPLE] = (struct sheet_cell){.text = T(in->lang, "records.example"), .look = LOOK_HEAD};
    for (size_t c = 0; c < form->columns; c++) {
        struct sheet_cell *row = &cell[(3 + c) * COLUMNS];
        row[NAME] = (struct sheet_cell){.text = form->column[c].name, .look = LOOK_KEY};
        row[SAY].text = help_text(in, &form->column[c], &help[c]);
        row[EXAMPLE].text = help[c].example;
    }
    return (struct sheet){.name = T(in->lang, "records.help"),
                          .column = column,
                          .cols = COLUMNS,
                          .cell = cell,
                          .rows = rows,
                          .head_rows = 3};
}

/* Says to whoever reads it back what it was made for. */
static struct sheet meta_sheet(struct intake *in)
{
    struct sheet_cell *cell = ARENA_ARRAY(in->a, struct sheet_cell, 2);
    cell[0].text = STR("kind");
    cell[1].text = in->kind->code;
    return (struct sheet){.name = STR("_meta"), .is_hidden = true, .cols = 2, .cell = cell, .rows = 1};
}

enum rc intake_records_template_of(struct intake *in, const struct record_form *form,
                                   const struct intake_help *help, const struct str *known, size_t rows,
                                   struct buf *out, struct err *err)
{
    const struct sheet sheet[] = {fill_sheet(in, form, help, known, rows), help_sheet(in, form, help),
                                  meta_sheet(in)};
    return sheets_write(sheet, COUNT_OF(sheet), out, err);
}

enum rc intake_records_template(struct intake *in, const struct record_form *form,
                                const struct intake_help *help, struct buf *out, struct err *err)
{
    return intake_records_template_of(in, form, help, NULL, 0, out, err);
}

void intake_units_choice(struct arena *a, const struct organ_book *book, struct intake_help *help)
{
    struct str *choice = ARENA_ARRAY(a, struct str, book->n + 1);
    for (size_t i = 0; i < book->n; i++)
        choice[i] = book->organ[i].short_name;
    help->choice = choice;
    help->choices = book->n;
}
