#include "web/listing.h"

#include <inttypes.h>

#include "table/csv.h"
#include "table/sheet.h"

/* ---- what is asked for ---- */

static bool is_asked(const struct door *d, struct str as)
{
    return d->q->method != HTTP_POST && str_eq(http_query(d->q, STR("as")), as);
}

bool listing_is_asked(const struct door *d) { return is_asked(d, STR("xlsx")) || is_asked(d, STR("csv")); }

int64_t listing_rows_most(const struct door *d, int64_t per_page)
{
    return listing_is_asked(d) ? LISTING_ROWS_MAX : per_page;
}

/* ---- filling ---- */

struct listing listing_of(struct door *d, struct str name, struct str title)
{
    return (struct listing){.d = d, .name = name, .title = title};
}

void listing_remark(struct listing *l, struct str text)
{
    ASSERT(l->remarks < LISTING_REMARKS_MAX);
    if (text.n)
        l->remark[l->remarks++] = text;
}

static void add_column(struct listing *l, struct listing_head head)
{
    ASSERT(l->cols < LISTING_COLUMNS_MAX && l->rows == 0 && l->filled == 0);
    l->head[l->cols++] = head;
}

void listing_column(struct listing *l, struct str head, int width_chars)
{
    add_column(l, (struct listing_head){.text = head, .width_chars = width_chars});
}

void listing_number(struct listing *l, struct str head, int width_chars)
{
    add_column(l, (struct listing_head){.text = head, .width_chars = width_chars, .is_number = true});
}

void listing_group(struct listing *l, struct str group)
{
    ASSERT(l->cols > 0);
    l->head[l->cols - 1].group = group;
}

static void end_row(struct listing *l)
{
    if (l->rows == l->rows_cap) {
        size_t cap = l->rows_cap ? l->rows_cap * 2 : 64;
        const struct str **more = ARENA_ARRAY(l->d->a, const struct str *, cap);
        if (l->rows)
            memcpy(more, l->row, l->rows * sizeof *more);
        l->row = more;
        l->rows_cap = cap;
    }
    l->row[l->rows++] = l->next;
    l->filled = 0;
}

void listing_cell(struct listing *l, struct str text)
{
    ASSERT(l->cols > 0);
    if (l->rows == LISTING_ROWS_MAX) {
        l->left_out += l->filled == 0;
        l->filled = (l->filled + 1) % l->cols;
        return;
    }
    if (l->filled == 0)
        l->next = ARENA_ARRAY(l->d->a, struct str, l->cols);
    l->next[l->filled++] = text;
    if (l->filled == l->cols)
        end_row(l);
}

void listing_count(struct listing *l, size_t n) { listing_cell(l, arena_printf(l->d->a, "%zu", n)); }

/* ---- numbers as pages write them ---- */

#define MINUS "\xE2\x88\x92"

/* "−1,234.50" is -123450 with two digits. False: it is no number. */
static bool read_number(struct str s, struct sheet_cell *ret)
{
    char digit[40];
    size_t n = 0;
    int after = 0;
    bool is_percent = str_ends(s, STR("%")), has_point = false;
    s = str_sub(s, 0, s.n - is_percent);
    if (str_starts(s, STR(MINUS)) || str_starts(s, STR("-")))
        digit[n++] = '-';
    s = str_sub(s, n == 0 ? str_starts(s, STR("+")) : s.p[0] == '-' ? 1 : STR(MINUS).n, s.n);
    if (s.n == 0 || s.n > sizeof digit - 1 || s.p[0] < '0' || s.p[0] > '9' || s.p[s.n - 1] == ',')
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == ',' && !has_point)
            continue;
        after += has_point;
        has_point |= s.p[i] == '.';
        digit[n++] = s.p[i];
    }
    *ret = (struct sheet_cell){.is_number = true, .digits = after, .is_percent = is_percent};
    return after <= FIXED_DIGITS_MAX && fixed_read(str_of(digit, n), after, &ret->number) == FIXED_OK;
}

static struct sheet_cell cell_of(const struct listing *l, size_t row, size_t column)
{
    struct str text = l->row[row][column];
    struct sheet_cell cell;
    if (l->head[column].is_number && read_number(text, &cell))
        return cell;
    return (struct sheet_cell){.text = text};
}

/* ---- CSV ---- */

static void csv_line(struct csv *w, struct str text)
{
    csv_cell(w, text);
    csv_end(w);
}

static struct str plain_number(struct arena *a, const struct sheet_cell *c)
{
    struct str text = fixed_write(a, c->number, c->digits);
    return c->is_percent ? arena_printf(a, "%.*s%%", STR_ARG(text)) : text;
}

static void write_csv(const struct listing *l, struct buf *out)
{
    struct arena *a = l->d->a;
    struct csv w = csv_to(out, true);
    csv_line(&w, l->title);
    for (size_t i = 0; i < l->remarks; i++)
        csv_line(&w, l->remark[i]);
    for (size_t i = 0; i < l->cols; i++) {
        const struct listing_head *h = &l->head[i];
        csv_cell(&w,
                 h->group.n ? arena_printf(a, "%.*s · %.*s", STR_ARG(h->group), STR_ARG(h->text)) : h->text);
    }
    csv_end(&w);
    for (size_t r = 0; r < l->rows; r++) {
        for (size_t i = 0; i < l->cols; i++) {
            struct sheet_cell c = cell_of(l, r, i);
            csv_cell(&w, c.is_number ? plain_number(a, &c) : c.text);
        }
        csv_end(&w);
    }
}

/* ---- XLSX ---- */

static bool has_groups(const struct listing *l)
{
    for (size_t i = 0; i < l->cols; i++)
        if (l->head[i].group.n)
            return true;
    return false;
}

static void fill_head(const struct listing *l, struct sheet_cell *upper, struct sheet_cell *lower)
{
    for (size_t i = 0; i < l->cols; i++) {
        const struct listing_head *h = &l->head[i];
        lower[i] = (struct sheet_cell){.text = h->text, .look = LOOK_HEAD};
        if (!upper)
            continue;
        if (h->group.n == 0) {
            lower[i].text = (struct str){0};
            upper[i] = (struct sheet_cell){.text = h->text, .look = LOOK_HEAD, .down = 2};
        } else if (i == 0 || !str_eq(l->head[i - 1].group, h->group)) {
            upper[i] = (struct sheet_cell){.text = h->group, .look = LOOK_HEAD};
            while (i + (size_t)upper[i].span < l->cols &&
                   str_eq(l->head[i + (size_t)upper[i].span].group, h->group))
                upper[i].span++;
        }
    }
}

static struct sheet sheet_of(const struct listing *l)
{
    struct arena *a = l->d->a;
    bool is_double = has_groups(l);
    size_t above = 1 + l->remarks, head_rows = above + (is_double ? 2 : 1), cols = l->cols;
    struct sheet_cell *cell = ARENA_ARRAY(a, struct sheet_cell, (head_rows + l->rows) * cols);
    struct sheet_column *column = ARENA_ARRAY(a, struct sheet_column, cols);
    cell[0] = (struct sheet_cell){.text = l->title, .look = LOOK_TITLE, .span = (int)cols};
    for (size_t i = 0; i < l->remarks; i++)
        cell[(i + 1) * cols] =
            (struct sheet_cell){.text = l->remark[i], .look = LOOK_REMARK, .span = (int)cols};
    fill_head(l, is_double ? &cell[above * cols] : NULL, &cell[(head_rows - 1) * cols]);
    for (size_t r = 0; r < l->rows; r++)
        for (size_t i = 0; i < cols; i++)
            cell[(head_rows + r) * cols + i] = cell_of(l, r, i);
    for (size_t i = 0; i < cols; i++)
        column[i].width_chars = l->head[i].width_chars;
    return (struct sheet){.name = l->tab.n ? l->tab : l->title,
                          .is_wide = l->is_wide,
                          .column = column,
                          .cols = cols,
                          .cell = cell,
                          .rows = head_rows + l->rows,
                          .head_rows = head_rows,
                          .has_filter = true};
}

static enum rc write_xlsx(const struct listing *l, size_t lists, struct buf *out, struct err *err)
{
    struct sheet sheet[LISTINGS_MAX];
    for (size_t i = 0; i < lists; i++)
        sheet[i] = sheet_of(&l[i]);
    return sheets_write(sheet, lists, out, err);
}

/* ---- the reply ---- */

/* Who took it, by post: a person's name never leaves the house this way. */
static enum rc add_watermark(struct listing *l, struct err *err)
{
    struct door *d = l->d;
    struct ledger_rows rows;
    enum rc rc = ledger_rows_load(d->db, d->a, kernel_ledger(d->app->kernel), 0, 0, &rows, err);
    if (rc != RC_OK)
        return rc;
    struct str arg[] = {d->who.label.n ? d->who.label : door_text(d, role_text(d->who.actor.role)),
                        web_instant(d, d->now_ms), web_number(d, rows.size)};
    listing_remark(l, text_fill(d->a, TEXT(d, "export.watermark"), arg, COUNT_OF(arg)));
    return RC_OK;
}

/* RFC 6266: the title as people read it, and a plain name for clients that know only that. */
static struct str disposition(const struct listing *l, struct str extension)
{
    struct buf b CLEANUP(buf_release) = {0};
    struct html h = {.out = &b};
    buf_printf(&b, "attachment; filename=\"%.*s.%.*s\"; filename*=UTF-8''", STR_ARG(l->name),
               STR_ARG(extension));
    html_part(&h, utf8_cut(l->title, 120));
    buf_printf(&b, ".%.*s", STR_ARG(extension));
    return arena_str(l->d->a, buf_str(&b));
}

/* What stands in the head of each list besides its own remarks. */
static enum rc finish(struct listing *l, struct err *err)
{
    struct door *d = l->d;
    ASSERT(l->filled == 0 && l->cols > 0);
    if (l->total < l->rows + l->left_out)
        l->total = l->rows + l->left_out;
    if (l->total > l->rows)
        listing_remark(
            l, TEXT2(d, "export.cut", web_number(d, (int64_t)l->rows), web_number(d, (int64_t)l->total)));
    return l->is_sensitive ? add_watermark(l, err) : RC_OK;
}

/* "&list=": the one to which the lists shrink. */
static enum rc choose(const struct listing **l, size_t *lists, struct err *err)
{
    struct str wish = http_query((*l)->d->q, STR("list"));
    if (wish.n == 0)
        return RC_OK;
    for (size_t i = 0; i < *lists; i++)
        if (str_eq((*l)[i].name, wish)) {
            *l += i;
            *lists = 1;
            return RC_OK;
        }
    (void)FAIL(err, RC_NOT_FOUND, "export.no_such_list", "%zu lists", *lists);
    return err_arg(err, 0, wish);
}

enum rc listing_reply_all(struct listing *all, size_t lists, struct err *err)
{
    struct door *d = all->d;
    const struct listing *l = all;
    bool is_csv = is_asked(d, STR("csv"));
    enum rc rc = RC_OK;
    ASSERT(lists > 0 && lists <= LISTINGS_MAX);
    for (size_t i = 0; i < lists && rc == RC_OK; i++)
        rc = finish(&all[i], err);
    if (rc == RC_OK)
        rc = choose(&l, &lists, err);
    if (rc == RC_OK && is_csv)
        write_csv(l, d->r->body);
    else if (rc == RC_OK)
        rc = write_xlsx(l, lists, d->r->body, err);
    if (rc != RC_OK)
        return rc;
    d->r->type = is_csv ? STR("text/csv; charset=utf-8")
                        : STR("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    http_reply_header(d->r, STR("Content-Disposition"), disposition(l, is_csv ? STR("csv") : STR("xlsx")));
    return RC_OK;
}

enum rc listing_reply(struct listing *l, struct err *err) { return listing_reply_all(l, 1, err); }
