/* The head says where each column stands; then every cell is read by the type of its column. */
#include "table/records.h"

#include "base/buf.h"
#include "base/date.h"
#include "base/utf8.h"
#include "table/cell.h"

#define CHARS_MAX 60

static const struct str YES[] = {STR_INIT("是"), STR_INIT("有"), STR_INIT("yes"), STR_INIT("y"),
                                 STR_INIT("√"),  STR_INIT("1"),  STR_INIT("true")};
static const struct str NO[] = {STR_INIT("否"), STR_INIT("没有"), STR_INIT("no"),   STR_INIT("n"),
                                STR_INIT("×"),  STR_INIT("0"),    STR_INIT("false")};
const struct record_choice RECORD_YES_NO[2] = {{1, YES, COUNT_OF(YES)}, {0, NO, COUNT_OF(NO)}};

struct reading {
    struct arena *arena;
    const struct table *t;
    const struct record_form *form;
    struct problems *problems;
    struct records *out;
};

/* Plain, and ASCII letters small. */
static bool folds_to(struct str plain, struct str want)
{
    if (plain.n != want.n)
        return false;
    for (size_t i = 0; i < plain.n; i++) {
        char c = plain.p[i] >= 'A' && plain.p[i] <= 'Z' ? (char)(plain.p[i] | 0x20) : plain.p[i];
        if (c != want.p[i])
            return false;
    }
    return true;
}

/* ---- the head ---- */

/* As cell_plain makes it, without allocating: heads are looked at before there is a reading. */
#define HEAD_BYTES 120
static struct str head_plain(char out[HEAD_BYTES + 4], struct str cell)
{
    size_t n = 0;
    for (size_t i = 0; i < cell.n && n < HEAD_BYTES;) {
        uint32_t cp = utf8_next(cell, &i);
        if (cp <= ' ' || cp == 0xA0 || cp == 0x3000 || cp == 0xFEFF || cp == '*' || cp == 0xFF0A)
            continue; /* a star marks what must be filled in */
        if (cp > 0xFF00 && cp < 0xFF5F)
            cp -= 0xFEE0;
        n += utf8_encode(cp, out + n);
    }
    struct str plain = str_of(out, n);
    size_t open = str_find(plain, '(');
    return open > 0 && str_ends(plain, STR(")")) ? str_sub(plain, 0, open) : plain;
}

static bool is_head_of(const struct record_column *c, struct str plain)
{
    if (folds_to(plain, c->name))
        return true;
    for (size_t i = 0; i < c->alsos; i++)
        if (folds_to(plain, c->also[i]))
            return true;
    return false;
}

static size_t column_of(const struct record_form *form, struct str plain)
{
    for (size_t c = 0; c < form->columns; c++)
        if (is_head_of(&form->column[c], plain))
            return c;
    return form->columns;
}

bool record_head_is_known(const void *form, struct str cell)
{
    const struct record_form *f = form;
    char bytes[HEAD_BYTES + 4];
    struct str plain = head_plain(bytes, cell);
    return plain.n > 0 && column_of(f, plain) < f->columns;
}

static bool is_ignored(const struct record_form *form, struct str plain)
{
    bool is = str_eq(plain, STR("备注")) || str_eq(plain, STR("note")) || str_eq(plain, STR("错误说明"));
    for (size_t i = 0; i < form->ignoreds; i++)
        is |= folds_to(plain, form->ignored[i]);
    return is;
}

/* The column that was perhaps meant. */
static int near_column(const struct reading *r, struct str plain)
{
    struct cell_name name[RECORD_COLUMNS_MAX];
    size_t n = 0;
    for (size_t c = 0; c < r->form->columns; c++)
        if (r->out->at[c] == 0)
            name[n++] = (struct cell_name){r->form->column[c].name, c};
    return cell_nearest(name, n, plain);
}

static void unknown_column(struct reading *r, size_t i, struct str plain)
{
    struct str head = str_trim(r->t->head.cell[i]);
    struct problem *item = PROBLEM(r->problems, r->t->head.number, (int)i + 1, "record.unknown_column");
    problem_value(r->problems, item, head);
    problem_arg(r->problems, item, 0, head);
    item->hint = "record.unknown_column_hint";
    int near = near_column(r, plain);
    if (near >= 0) {
        item->hint = "record.did_you_mean_column";
        problem_arg(r->problems, item, 1, r->form->column[near].name);
    }
    problem_remark(r->problems, item);
}

static void place_column(struct reading *r, size_t i, bool *is_placed)
{
    char bytes[HEAD_BYTES + 4];
    struct str plain = head_plain(bytes, r->t->head.cell[i]);
    size_t c = column_of(r->form, plain);
    *is_placed = plain.n == 0 || c < r->form->columns || is_ignored(r->form, plain);
    if (c == r->form->columns || plain.n == 0)
        return;
    if (r->out->at[c] == 0) {
        r->out->at[c] = (int)i + 1;
        return;
    }
    struct problem *item = PROBLEM(r->problems, r->t->head.number, (int)i + 1, "record.same_column");
    item->hint = "record.same_column_hint";
    problem_value(r->problems, item, str_trim(r->t->head.cell[i]));
    problem_arg(r->problems, item, 0, table_column_name(r->arena, r->out->at[c]));
    problem_arg(r->problems, item, 1, r->form->column[c].name);
}

static bool read_head(struct reading *r)
{
    size_t blocking = r->problems->blocking;
    bool *is_placed = ARENA_ARRAY(r->arena, bool, r->t->cols + 1);
    for (size_t i = 0; i < r->t->cols; i++)
        place_column(r, i, &is_placed[i]);
    for (size_t c = 0; c < r->form->columns; c++)
        if (r->form->column[c].is_required && r->out->at[c] == 0) {
            struct problem *item = PROBLEM(r->problems, r->t->head.number, 0, "record.missing_column");
            item->hint = "record.missing_column_hint";
            problem_arg(r->problems, item, 0, r->form->column[c].name);
        }
    for (size_t i = 0; i < r->t->cols; i++)
        if (!is_placed[i]) {
            char bytes[HEAD_BYTES + 4];
            unknown_column(r, i, head_plain(bytes, r->t->head.cell[i]));
        }
    return r->problems->blocking == blocking;
}

/* ---- cells ---- */

/* Takes digits off the front: exactly `n` of them, or up to `n` when `may_fewer`. */
static bool take_digits(struct str *s, size_t n, bool may_fewer, int *ret)
{
    size_t i = 0;
    *ret = 0;
    while (i < n && i < s->n && s->p[i] >= '0' && s->p[i] <= '9')
        *ret = *ret * 10 + (s->p[i++] - '0');
    *s = str_sub(*s, i, s->n);
    return i == n || (may_fewer && i > 0);
}

static bool take_word(struct str *s, struct str word)
{
    bool is = str_starts(*s, word);
    if (is)
        *s = str_sub(*s, word.n, s->n);
    return is;
}

static bool read_day(struct str s, int64_t *ret)
{
    int year, month, day;
    if (!take_digits(&s, 4, false, &year))
        return false;
    bool is_compact = s.n && s.p[0] >= '0' && s.p[0] <= '9', is_chinese = take_word(&s, STR("年"));
    static const char mark[] = "-/.";
    char between = s.n && memchr(mark, s.p[0], sizeof mark - 1) ? s.p[0] : 0;
    struct str separator = between ? str_of(&between, 1) : STR("月");
    if (!is_compact && !is_chinese && !(between && take_word(&s, separator)))
        return false;
    if (!take_digits(&s, 2, !is_compact, &month) || (!is_compact && !take_word(&s, separator)) ||
        !take_digits(&s, 2, !is_compact, &day))
        return false;
    if (is_chinese)
        (void)take_word(&s, STR("日"));
    (void)(take_word(&s, STR("00:00:00")) || take_word(&s, STR("00:00"))); /* white space is gone */
    *ret = (int64_t)year * 10000 + month * 100 + day;
    return s.n == 0 && date_is_day(*ret);
}

static bool read_year(struct str s, int64_t *ret)
{
    int year;
    bool is_number = take_digits(&s, 4, false, &year);
    if (take_word(&s, STR("年")))
        (void)take_word(&s, STR("度"));
    *ret = year;
    return is_number && s.n == 0 && year >= RECORD_YEAR_LEAST && year <= RECORD_YEAR_MOST;
}

/* How many decimals stand behind the point. */
static int digits_written(struct str plain)
{
    size_t point = str_find(plain, '.');
    int n = 0;
    for (size_t i = point + 1; i < plain.n && plain.p[i] >= '0' && plain.p[i] <= '9'; i++)
        n++;
    return n;
}

struct place {
    size_t row, column; /* of the table's rows and of the form */
    struct str written;
};

static struct problem *fault(struct reading *r, const struct place *at, const char *text, const char *hint)
{
    const struct record_column *c = &r->form->column[at->column];
    struct problem *item = problem_add(r->problems, r->t->row[at->row].number, r->out->at[at->column], text);
    item->hint = hint;
    problem_value(r->problems, item, at->written);
    problem_arg(r->problems, item, 0, c->name);
    problem_arg(r->problems, item, 1, at->written);
    r->out->is_bad[at->row] = true;
    return item;
}

static bool is_in_range(struct reading *r, const struct place *at, int64_t whole, bool has_rest)
{
    const struct record_column *c = &r->form->column[at->column];
    if (!c->has_range || (whole >= c->least && (whole < c->most || (whole == c->most && !has_rest))))
        return true;
    struct problem *item = fault(r, at, "record.out_of_range", "record.out_of_range_hint");
    problem_arg(r->problems, item, 1, arena_printf(r->arena, "%lld", (long long)c->least));
    problem_arg(r->problems, item, 2, arena_printf(r->arena, "%lld", (long long)c->most));
    return false;
}

static bool read_number(struct reading *r, const struct place *at, struct str plain, struct record_cell *out)
{
    const struct record_column *c = &r->form->column[at->column];
    out->digits = digits_written(plain);
    if (out->digits > c->digits) {
        struct problem *item = fault(r, at, "record.too_many_decimals", "record.too_many_decimals_hint");
        problem_arg(r->problems, item, 1, arena_printf(r->arena, "%d", c->digits));
        return false;
    }
    enum cell_number read = cell_number(r->arena, plain, STR(""), out->digits, &out->n);
    if (read != CELL_OK) {
        (void)fault(r, at, "record.not_a_number", "record.not_a_number_hint");
        return false;
    }
    int64_t one = fixed_pow10(out->digits), whole = out->n / one;
    return is_in_range(r, at, out->n < 0 && out->n % one ? whole - 1 : whole, out->n % one != 0);
}

static bool read_choice(struct reading *r, const struct place *at, struct str plain, struct record_cell *out)
{
    const struct record_column *c = &r->form->column[at->column];
    for (size_t i = 0; i < c->choices; i++)
        for (size_t k = 0; k < c->choice[i].words; k++)
            if (folds_to(plain, c->choice[i].word[k])) {
                out->n = c->choice[i].value;
                return true;
            }
    struct buf words CLEANUP(buf_release) = {0};
    for (size_t i = 0; i < c->choices; i++) {
        buf_put(&words, i ? STR("、") : STR(""));
        buf_put(&words, c->choice[i].word[0]);
    }
    struct problem *item = fault(r, at, "record.not_a_choice", "record.not_a_choice_hint");
    problem_arg(r->problems, item, 2, buf_str(&words));
    return false;
}

static bool read_text(struct reading *r, const struct place *at, struct str text)
{
    const struct record_column *c = &r->form->column[at->column];
    size_t most = c->chars_max ? c->chars_max : CHARS_MAX;
    if (c->type != RECORD_LINES && !utf8_is_plain_line(text)) {
        (void)fault(r, at, "record.not_a_line", "record.not_a_line_hint");
        return false;
    }
    if (utf8_count(text) <= most)
        return true;
    struct problem *item = fault(r, at, "record.too_long", "record.too_long_hint");
    problem_arg(r->problems, item, 1, arena_printf(r->arena, "%zu", most));
    return false;
}

/* Without white space at its ends, that of Chinese text too. */
static struct str trim(struct str s)
{
    struct str before;
    do {
        before = s;
        s = str_trim(s);
        if (str_starts(s, STR("\u3000")))
            s = str_sub(s, sizeof "\u3000" - 1, s.n);
        if (str_ends(s, STR("\u3000")))
            s.n -= sizeof "\u3000" - 1;
    } while (s.n != before.n);
    return s;
}

static bool read_typed(struct reading *r, const struct place *at, struct str plain, struct record_cell *out)
{
    switch (r->form->column[at->column].type) {
    case RECORD_TEXT:
    case RECORD_LINES:
        return read_text(r, at, out->text);
    case RECORD_CODE:
        out->text = plain;
        return read_text(r, at, plain);
    case RECORD_DAY:
        if (read_day(plain, &out->n))
            return true;
        (void)fault(r, at, "record.not_a_day", "record.not_a_day_hint");
        return false;
    case RECORD_YEAR:
        if (read_year(plain, &out->n))
            return is_in_range(r, at, out->n, false);
        (void)fault(r, at, "record.not_a_year", "record.not_a_year_hint");
        return false;
    case RECORD_NUMBER:
        return read_number(r, at, plain, out);
    case RECORD_CHOICE:
        return read_choice(r, at, plain, out);
    }
    return false;
}

static struct record_cell read_cell(struct reading *r, size_t row, size_t column)
{
    struct record_cell out = {0};
    struct place at = {row, column, {0}};
    if (r->out->at[column] > 0)
        at.written = trim(r->t->row[row].cell[r->out->at[column] - 1]);
    struct str plain = cell_plain(r->arena, at.written);
    bool is_empty =
        plain.n == 0 || str_eq(plain, STR("/")) || str_eq(plain, STR("-")) || str_eq(plain, STR("--"));
    if (is_empty && r->form->column[column].is_required)
        (void)fault(r, &at, "record.missing", "record.missing_hint");
    if (is_empty)
        return out;
    out.text = at.written;
    out.is_given = read_typed(r, &at, plain, &out);
    return out;
}

/* ---- the whole ---- */

enum rc records_read(struct arena *a, const struct table *t, const struct record_form *form,
                     struct records *ret, struct problems *problems)
{
    ASSERT(form->columns <= RECORD_COLUMNS_MAX);
    struct reading r = {.arena = a, .t = t, .form = form, .problems = problems, .out = ret};
    size_t blocking = problems->blocking;
    *ret = (struct records){.form = form};
    if (!read_head(&r))
        return RC_INVALID;
    if (t->rows == 0) {
        PROBLEM(problems, t->head.number, 0, "record.no_rows")->hint = "record.no_rows_hint";
        return RC_INVALID;
    }
    struct record_cell *cell = ARENA_ARRAY(a, struct record_cell, t->rows * form->columns);
    ret->is_bad = ARENA_ARRAY(a, bool, t->rows);
    for (size_t i = 0; i < t->rows; i++)
        for (size_t c = 0; c < form->columns; c++)
            cell[i * form->columns + c] = read_cell(&r, i, c);
    ret->cell = cell;
    ret->rows = t->rows;
    return problems->blocking == blocking ? RC_OK : RC_INVALID;
}

const struct record_cell *records_cell(const struct records *r, size_t row, size_t column)
{
    ASSERT(row < r->rows && column < r->form->columns);
    return &r->cell[row * r->form->columns + column];
}
