#include "table/cell.h"

#include <stdlib.h>

#include "base/utf8.h"

/* ---- plain form ---- */

static bool is_space(uint32_t cp)
{
    return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0xA0 || (cp >= 0x2000 && cp <= 0x200B) ||
           cp == 0x202F || cp == 0x205F || cp == 0x3000 || cp == 0xFEFF;
}

static bool is_dash(uint32_t cp)
{
    return (cp >= 0x2010 && cp <= 0x2015) || cp == 0x2212 || cp == 0x2500 || cp == 0xFE63 || cp == 0xFF0D;
}

struct str cell_plain(struct arena *a, struct str s)
{
    char *out = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n;) {
        size_t from = i;
        uint32_t cp = utf8_next(s, &i);
        if (is_space(cp))
            continue;
        if (is_dash(cp))
            out[n++] = '-';
        else if (cp > 0xFF00 && cp < 0xFF5F) /* full-width ASCII */
            out[n++] = (char)(cp - 0xFEE0);
        else /* as it stands: what is no UTF-8 would be longer as U+FFFD */
            while (from < i)
                out[n++] = s.p[from++];
    }
    return str_of(out, n);
}

static bool is_one_of(struct str s, const struct str *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(s, list[i]))
            return true;
    return false;
}

bool cell_may_mean_zero(struct str plain)
{
    static const struct str MARK[] = {STR_INIT("/"), STR_INIT("-"), STR_INIT("--"), STR_INIT("无"),
                                      STR_INIT("空")};
    return is_one_of(plain, MARK, COUNT_OF(MARK));
}

bool cell_is_missing(struct str plain)
{
    static const struct str MARK[] = {STR_INIT("缺"), STR_INIT("缺报"), STR_INIT("n/a"), STR_INIT("N/A"),
                                      STR_INIT("NA")};
    return cell_may_mean_zero(plain) || is_one_of(plain, MARK, COUNT_OF(MARK));
}

bool cell_is_error(struct str plain)
{
    static const struct str ERROR[] = {STR_INIT("#DIV/0!"), STR_INIT("#N/A"),    STR_INIT("#REF!"),
                                       STR_INIT("#VALUE!"), STR_INIT("#NAME?"),  STR_INIT("#NUM!"),
                                       STR_INIT("#NULL!"),  STR_INIT("#SPILL!"), STR_INIT("#CALC!")};
    return is_one_of(plain, ERROR, COUNT_OF(ERROR));
}

/* ---- numbers ---- */

#define UNIT_MAX_CP 4 /* a longer tail is a sentence, not a unit */

/* Takes 万 or 亿 (or 万亿) off the front of a unit; returns the power of ten. */
static int take_scale(struct str *s)
{
    int power = 0;
    if (str_starts(*s, STR("万"))) {
        power += 4;
        *s = str_sub(*s, strlen("万"), s->n);
    }
    if (str_starts(*s, STR("亿"))) {
        power += 8;
        *s = str_sub(*s, strlen("亿"), s->n);
    }
    return power;
}

/* "1,234,567.8" → "1234567.8"; false when the commas do not stand at thousands or there is no digit. */
static bool drop_thousands(struct str s, char *out, size_t *ret_n)
{
    size_t n = 0, group = 0;
    bool comma = false, fraction = false, digit = false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == ',') {
            if (fraction || group == 0 || (comma ? group != 3 : group > 3))
                return false;
            comma = true;
            group = 0;
            continue;
        }
        if (c == '.') {
            if (comma && group != 3)
                return false;
            fraction = true;
        } else if (c >= '0' && c <= '9') {
            digit = true;
            group++;
        }
        out[n++] = c;
    }
    *ret_n = n;
    return digit && (!comma || fraction || group == 3);
}

/* The number with its point moved `power` places to the right (or left): exact, as text. */
static struct str move_point(struct arena *a, struct str s, int power)
{
    size_t sign = s.n && (s.p[0] == '-' || s.p[0] == '+') ? 1 : 0;
    size_t point = str_find(s, '.');
    struct str whole = str_sub(s, sign, point - sign), part = str_sub(s, point + 1, s.n);
    size_t places = (size_t)(power < 0 ? -power : power);
    char *out = arena_alloc(a, s.n + 2 * places + 4);
    size_t n = 0, digits = whole.n + part.n;
    if (sign)
        out[n++] = s.p[0];
    int64_t at = (int64_t)whole.n + power; /* how many digits stand before the point */
    for (int64_t i = at < 0 ? at : 0; i < (int64_t)digits || i < at; i++) {
        if (i == at)
            out[n++] = '.';
        out[n++] = i < 0 || i >= (int64_t)digits ? '0'
                   : i < (int64_t)whole.n        ? whole.p[i]
                                                 : part.p[(size_t)i - whole.n];
    }
    return str_of(out, n);
}

/* What follows the digits: nothing, the unit (件, %, 元), or 万 and 亿 with or without it. Whoever
 * writes 1.2亿 for money means 元: in a column of 分 the unit must stand behind it, or the value is a hundred
 * times wrong. */
static bool tail_fits(struct str tail, struct str unit, int *ret_power)
{
    size_t all = tail.n;
    int unit_power = take_scale(&unit), power = take_scale(&tail);
    *ret_power = all ? power - unit_power : 0;
    if (power && tail.n == 0 && str_eq(unit, STR("分")))
        return false;
    return str_eq(tail, unit) || (tail.n == 0 && (all == 0 || !str_eq(unit, STR("%"))));
}

/* "E-05", "e+01" at the start of *tail is taken off it: *ret is the power of ten it stands for. False: it has
 * more places than the number has decimals; what a spreadsheet writes as 1.2E+11 has lost its digits. */
static bool take_exponent(struct str *tail, size_t decimals, int *ret)
{
    bool is_less = str_starts(*tail, STR("e-")) || str_starts(*tail, STR("E-"));
    int power = 0;
    size_t i = 2;
    *ret = 0;
    if (!is_less && !str_starts(*tail, STR("e+")) && !str_starts(*tail, STR("E+")))
        return true;
    while (i < tail->n && i < 5 && tail->p[i] >= '0' && tail->p[i] <= '9')
        power = power * 10 + (tail->p[i++] - '0');
    if (i == 2)
        return true;
    *tail = str_sub(*tail, i, tail->n);
    *ret = is_less ? -power : power;
    return is_less || (size_t)power <= decimals;
}

/* The number cut to `digits` decimals, and whether the first digit that was cut is 5 or more. */
static struct str cut_decimals(struct str s, int digits, bool *ret_up)
{
    size_t point = str_find(s, '.'), keep = point + 1 + (size_t)digits;
    *ret_up = keep < s.n && s.p[keep] >= '5' && s.p[keep] <= '9';
    for (size_t i = keep; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return s; /* no number at all; the reader says so */
    return str_sub(s, 0, keep);
}

static enum fixed_read read_rounded(struct str s, int digits, int64_t *ret)
{
    bool up;
    enum fixed_read read = fixed_read(cut_decimals(s, digits, &up), digits, ret);
    if (read == FIXED_OK && up && __builtin_add_overflow(*ret, (int64_t)(s.p[0] == '-' ? -1 : 1), ret))
        return FIXED_TOO_LARGE;
    return read;
}

static enum cell_number read_number(struct arena *a, struct str plain, struct str unit, int digits,
                                    bool rounds, int64_t *ret)
{
    if (plain.n == 0)
        return CELL_EMPTY;
    size_t end = 0, n = 0;
    while (end < plain.n && memchr("+-0123456789.,", plain.p[end], 14))
        end++;
    char *text = arena_alloc(a, end + 1);
    if (!drop_thousands(str_sub(plain, 0, end), text, &n))
        return CELL_NOT_A_NUMBER;
    struct str number = str_of(text, n), tail = str_sub(plain, end, plain.n);
    size_t point = str_find(number, '.');
    int power, exponent;
    if (!take_exponent(&tail, point < n ? n - point - 1 : 0, &exponent))
        return CELL_LOST_DIGITS;
    bool fits = tail_fits(tail, cell_plain(a, unit), &power);
    if (fits && power + exponent)
        number = move_point(a, number, power + exponent);
    int64_t v = 0;
    enum fixed_read read = rounds ? read_rounded(number, digits, &v) : fixed_read(number, digits, &v);
    if (read == FIXED_EMPTY || read == FIXED_NOT_A_NUMBER)
        return CELL_NOT_A_NUMBER;
    if (!fits)
        return utf8_count(tail) <= UNIT_MAX_CP ? CELL_OTHER_UNIT : CELL_NOT_A_NUMBER;
    if (read != FIXED_OK)
        return read == FIXED_TOO_MANY_DIGITS ? CELL_TOO_MANY_DIGITS : CELL_TOO_LARGE;
    *ret = v;
    return CELL_OK;
}

enum cell_number cell_number(struct arena *a, struct str plain, struct str unit, int digits, int64_t *ret)
{
    return read_number(a, plain, unit, digits, false, ret);
}

enum cell_number cell_number_round(struct arena *a, struct str plain, struct str unit, int digits,
                                   int64_t *ret)
{
    return read_number(a, plain, unit, digits, true, ret);
}

bool cell_may_be_fraction(struct arena *a, struct str plain)
{
    int64_t v, one = fixed_pow10(FIXED_DIGITS_MAX);
    return cell_number_round(a, plain, STR(""), FIXED_DIGITS_MAX, &v) == CELL_OK && v != 0 && v >= -one &&
           v <= one;
}

struct str cell_hundredfold(struct arena *a, struct str plain)
{
    struct str s = move_point(a, plain, 2);
    bool is_negative = str_starts(s, STR("-"));
    if (is_negative || str_starts(s, STR("+")))
        s = str_sub(s, 1, s.n);
    while (s.n > 1 && s.p[0] == '0' && s.p[1] != '.')
        s = str_sub(s, 1, s.n);
    return is_negative ? arena_printf(a, "-%.*s", STR_ARG(s)) : s;
}

/* ---- names ---- */

#define NAME_MAX_CP 64

static size_t code_points(struct str s, uint32_t out[NAME_MAX_CP])
{
    size_t n = 0;
    for (size_t i = 0; i < s.n && n < NAME_MAX_CP;)
        out[n++] = utf8_next(s, &i);
    return n;
}

static size_t min3(size_t a, size_t b, size_t c) { return a < b ? (a < c ? a : c) : (b < c ? b : c); }

/* Levenshtein. */
static size_t edit_distance(const uint32_t *a, size_t an, const uint32_t *b, size_t bn)
{
    size_t row[NAME_MAX_CP + 1];
    for (size_t j = 0; j <= bn; j++)
        row[j] = j;
    for (size_t i = 1; i <= an; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= bn; j++) {
            size_t above = row[j];
            row[j] = min3(above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1]));
            diagonal = above;
        }
    }
    return row[bn];
}

/* The characters of `part` stand in `s` in their order: 住房城乡建设局 in 云澜市住房和城乡建设局. */
static bool is_abbreviation(const uint32_t *part, size_t part_n, const uint32_t *s, size_t n)
{
    size_t i = 0;
    for (size_t j = 0; j < n && i < part_n; j++)
        i += part[i] == s[j];
    return i == part_n;
}

int cell_nearest(const struct cell_name *name, size_t names, struct str plain)
{
    uint32_t want[NAME_MAX_CP], have[NAME_MAX_CP];
    size_t want_n = code_points(plain, want), best_cost = SIZE_MAX;
    int best = -1;
    for (size_t i = 0; i < names; i++) {
        size_t n = code_points(name[i].plain, have), longer = n > want_n ? n : want_n;
        size_t shorter = n + want_n - longer, cost;
        bool inside = shorter >= 3 &&
                      (is_abbreviation(want, want_n, have, n) || is_abbreviation(have, n, want, want_n));
        if (inside) {
            cost = longer - shorter;
        } else {
            size_t distance = edit_distance(want, want_n, have, n);
            if (distance * 2 > longer)
                continue;
            cost = NAME_MAX_CP + distance; /* after every name that contains or is contained */
        }
        if (cost < best_cost) {
            best_cost = cost;
            best = (int)name[i].index;
        }
    }
    return best;
}

void cell_names_add(struct cell_names *names, struct str plain, size_t index)
{
    if (plain.n)
        names->name[names->n++] = (struct cell_name){plain, index};
}

static int by_plain(const void *a, const void *b)
{
    const struct cell_name *x = a, *y = b;
    int c = str_cmp(x->plain, y->plain);
    return c ? c : (x->index > y->index) - (x->index < y->index);
}

void cell_names_sort(struct cell_names *names)
{
    if (names->n)
        qsort(names->name, names->n, sizeof *names->name, by_plain);
}

bool cell_name_find(const struct cell_names *names, struct str plain, size_t *ret_index)
{
    size_t low = 0, high = names->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_cmp(names->name[middle].plain, plain) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == names->n || !str_eq(names->name[low].plain, plain))
        return false;
    *ret_index = names->name[low].index;
    return true;
}
