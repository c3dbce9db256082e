#include "score/reader.h"

#include <stdlib.h>

#include "base/fixed.h"
#include "base/utf8.h"

#define ID_CHARACTERS_MAX 60

void *reader_memory(struct reader *r, size_t count, size_t size)
{
    void *p = arena_try_array(r->a, count ? count : 1, size);
    if (!p)
        r->no_memory = true;
    return p;
}

struct problem *problem_at(struct reader *r, const struct doc *d, const char *text)
{
    return doc_problem(r->p, d, text);
}

void nearest_hint(struct reader *r, struct problem *q, const struct nearest *n)
{
    doc_nearest_hint(r->p, q, n);
}

struct fields reader_fields(struct reader *r, struct doc *d)
{
    struct fields f = doc_fields(r->p, &scheme_words, d);
    f.r = r;
    return f;
}

void check_id(struct reader *r, const struct doc *d, struct str id)
{
    bool is_fit = utf8_is_plain_line(id) && utf8_count(id) <= ID_CHARACTERS_MAX && !str_eq(id, STR(".")) &&
                  !str_eq(id, STR(".."));
    for (size_t i = 0; i < id.n; i++) {
        char c = id.p[i];
        is_fit &= (c & 0x80) || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  c == '-' || c == '_' || c == '.';
    }
    if (is_fit)
        return;
    struct problem *q = PROBLEM_AT(r, d, "score.id_unfit");
    problem_arg(r->p, q, 0, utf8_cut(id, 200));
}

bool read_dec(struct reader *r, const struct doc *d, struct dec *ret)
{
    struct str s = d->kind == DOC_TEXT ? d->text : STR("");
    size_t point = str_find(s, '.');
    size_t end = s.n;
    while (point < s.n && end > point + 1 && s.p[end - 1] == '0')
        end--;
    struct dec v = {0, point < s.n ? (int)(end - point - 1 > 99 ? 99 : end - point - 1) : 0};
    if (v.digits > FIXED_DIGITS_MAX || fixed_read(str_sub(s, 0, end), v.digits, &v.units) != FIXED_OK) {
        struct problem *q = PROBLEM_AT(r, d, "score.number_wanted");
        problem_arg(r->p, q, 0, d->key);
        if (str_ends(s, STR("%")))
            q->hint = "score.percent_hint";
        return false;
    }
    *ret = v;
    return true;
}

bool field_dec(struct fields *f, const char *key, struct dec *ret)
{
    struct doc *d = field(f, key);
    return d && read_dec(f->r, d, ret);
}

static bool take_cells(struct reader *r, const struct doc *d, size_t cells)
{
    r->table_cells += cells;
    if (r->table_cells <= READER_TABLE_CELLS_MAX)
        return true;
    (void)PROBLEM_AT(r, d, "score.too_large");
    return false;
}

static void unknown_name(struct reader *r, const struct doc *d, const char *text, struct nearest *n)
{
    struct problem *q = problem_add(r->p, d->key_line, d->key_column, text);
    problem_arg(r->p, q, 0, d->key);
    nearest_hint(r, q, n);
}

static void read_class_table(struct reader *r, struct doc *map, struct dec *by_class)
{
    for (struct doc *d = map && map->kind == DOC_MAP ? map->first : NULL; d; d = d->next) {
        int c = scheme_class_find(&r->s, d->key);
        d->is_asked = true;
        if (c >= 0) {
            (void)read_dec(r, d, &by_class[c]);
            continue;
        }
        struct nearest n = {.to = d->key};
        for (int i = 0; i < r->s.classes_count; i++)
            nearest_try(&n, r->classes[i].id);
        unknown_name(r, d, "score.unknown_class", &n);
    }
}

static int unit_order(const void *a, const void *b, void *units)
{
    const struct unit *u = units;
    return str_cmp(u[*(const int *)a].name, u[*(const int *)b].name);
}

/* Units by name through a sorted index, because a table may name them all. */
static void read_unit_table(struct reader *r, struct doc *map, struct dec *by_unit)
{
    int n = r->s.units_count, *order = reader_memory(r, (size_t)n, sizeof *order);
    bool *seen = reader_memory(r, (size_t)n, sizeof *seen);
    if (!order || !seen)
        return;
    for (int i = 0; i < n; i++)
        order[i] = i;
    qsort_r(order, (size_t)n, sizeof *order, unit_order, r->units);
    for (struct doc *d = map && map->kind == DOC_MAP ? map->first : NULL; d; d = d->next) {
        int low = 0, high = n - 1, unit = -1;
        d->is_asked = true;
        while (low <= high && unit < 0) {
            int mid = low + (high - low) / 2, c = str_cmp(d->key, r->units[order[mid]].name);
            if (c == 0)
                unit = order[mid];
            else if (c < 0)
                high = mid - 1;
            else
                low = mid + 1;
        }
        if (unit < 0)
            unit = scheme_unit_find(&r->s, d->key);
        if (unit >= 0 && !seen[unit]) {
            seen[unit] = true;
            (void)read_dec(r, d, &by_unit[unit]);
            continue;
        }
        struct nearest near = {.to = d->key};
        for (int i = 0; unit < 0 && i < n; i++)
            nearest_try(&near, r->units[i].name);
        unknown_name(r, d, unit < 0 ? "score.unknown_unit" : "score.key_twice", &near);
    }
}

bool field_by_class(struct fields *f, const char *key, struct dec *ret)
{
    struct reader *r = f->r;
    struct doc *d = field(f, key);
    struct dec other = {0, -1};
    if (!d)
        return false;
    if (d->kind == DOC_MAP) {
        struct fields t = reader_fields(r, d);
        (void)field_dec(&t, "else", &other);
        struct doc *by_class = field(&t, "by_class");
        for (int c = 0; c < r->s.classes_count; c++)
            ret[c] = other;
        read_class_table(r, by_class, ret);
        fields_done(&t);
        return true;
    }
    if (!read_dec(r, d, &other))
        return false;
    for (int c = 0; c < r->s.classes_count; c++)
        ret[c] = other;
    return true;
}

static bool operand_table(struct reader *r, struct doc *d, struct operand *ret)
{
    struct fields t = reader_fields(r, d);
    struct doc *by_unit = field(&t, "by_unit"), *by_class = field(&t, "by_class");
    struct dec other = {0, -1};
    (void)field_dec(&t, "else", &other);
    fields_done(&t);
    size_t units = (size_t)r->s.units_count, classes = (size_t)r->s.classes_count;
    if (!take_cells(r, d, units + classes))
        return false;
    struct dec *u = reader_memory(r, units, sizeof *u), *c = reader_memory(r, classes, sizeof *c);
    if (!u || !c)
        return false;
    for (size_t i = 0; i < classes; i++)
        c[i] = other;
    read_class_table(r, by_class, c);
    for (size_t i = 0; i < units; i++)
        u[i] = c[r->units[i].class_index];
    read_unit_table(r, by_unit, u);
    *ret = (struct operand){.kind = OPERAND_BY_UNIT, .by_unit = u, .measure = -1};
    return true;
}

static bool operand_text(struct reader *r, struct doc *d, struct operand *ret)
{
    int m = scheme_measure_find(&r->s, d->text);
    if (m >= 0 && measure_is_number(&r->measures[m])) {
        *ret = (struct operand){.kind = OPERAND_MEASURE, .measure = m};
        return true;
    }
    bool digit = d->text.n && ((d->text.p[0] >= '0' && d->text.p[0] <= '9') || strchr("+-.", d->text.p[0]));
    if (digit || d->text.n == 0) {
        struct dec v;
        if (!read_dec(r, d, &v))
            return false;
        *ret = (struct operand){.kind = OPERAND_NUMBER, .number = v, .measure = -1};
        return true;
    }
    struct problem *q = problem_at(r, d, m < 0 ? "score.unknown_measure" : "score.measure_is_no_number");
    problem_arg(r->p, q, 0, d->text);
    struct nearest n = {.to = d->text};
    for (int i = 0; i < r->s.measures_count; i++)
        nearest_try(&n, r->measures[i].id);
    nearest_hint(r, q, &n);
    return false;
}

bool field_operand(struct fields *f, const char *key, struct operand *ret)
{
    struct doc *d = field(f, key);
    if (!d)
        return false;
    if (d->kind == DOC_LIST) {
        struct problem *q = PROBLEM_AT(f->r, d, "score.number_wanted");
        problem_arg(f->r->p, q, 0, d->key);
        return false;
    }
    return d->kind == DOC_MAP ? operand_table(f->r, d, ret) : operand_text(f->r, d, ret);
}

bool field_limit(struct fields *f, const char *key, const char *percent_key, struct limit *ret)
{
    struct doc *d = field(f, key), *percent = percent_key ? field(f, percent_key) : NULL;
    struct dec v;
    if (d && percent) {
        struct problem *q = PROBLEM_AT(f->r, percent, "score.either_or");
        problem_arg(f->r->p, q, 0, d->key);
        problem_arg(f->r->p, q, 1, percent->key);
    }
    if (d && d->kind == DOC_TEXT && str_eq(d->text, STR("none"))) {
        *ret = (struct limit){0};
        return true;
    }
    if (!(d || percent) || !read_dec(f->r, d ? d : percent, &v))
        return false;
    *ret = (struct limit){.is_set = true, .is_percent = !d, .value = v};
    return true;
}

bool wide_dec(i128 v, struct dec *ret)
{
    int digits = FIXED_DIGITS_MAX;
    for (; digits > 0 && v % 10 == 0; digits--)
        v /= 10;
    if (v > INT64_MAX || v < -INT64_MAX)
        return false;
    *ret = (struct dec){(int64_t)v, digits};
    return true;
}

struct str dec_text(struct reader *r, struct dec d)
{
    return d.digits < 0 ? STR("") : fixed_write_short(r->p->arena, d.units, d.digits);
}
