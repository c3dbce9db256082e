#include "base/fixed.h"

#include "base/err.h"

int64_t fixed_pow10(int digits)
{
    ASSERT(digits >= 0 && digits <= 18);
    int64_t v = 1;
    while (digits-- > 0)
        v *= 10;
    return v;
}

enum fixed_read fixed_read(struct str s, int digits, int64_t *ret)
{
    ASSERT(digits >= 0 && digits <= FIXED_DIGITS_MAX);
    if (s.n == 0)
        return FIXED_EMPTY;
    bool neg = s.p[0] == '-';
    size_t i = neg || s.p[0] == '+' ? 1 : 0;
    int decimals = -1; /* before the point */
    bool any = false;
    int64_t v = 0;
    for (; i < s.n; i++) {
        char c = s.p[i];
        if (c == '.') {
            if (decimals >= 0)
                return FIXED_NOT_A_NUMBER;
            decimals = 0;
            continue;
        }
        if (c < '0' || c > '9')
            return FIXED_NOT_A_NUMBER;
        any = true;
        if (decimals >= digits) {
            for (size_t k = i; k < s.n; k++)
                if (s.p[k] < '0' || s.p[k] > '9')
                    return FIXED_NOT_A_NUMBER;
            for (size_t k = i; k < s.n; k++)
                if (s.p[k] != '0')
                    return FIXED_TOO_MANY_DIGITS;
            break;
        }
        if (__builtin_mul_overflow(v, (int64_t)10, &v) || __builtin_add_overflow(v, (int64_t)(c - '0'), &v))
            return FIXED_TOO_LARGE;
        decimals += decimals >= 0;
    }
    if (!any)
        return FIXED_NOT_A_NUMBER;
    for (int d = decimals < 0 ? 0 : decimals; d < digits; d++)
        if (__builtin_mul_overflow(v, (int64_t)10, &v))
            return FIXED_TOO_LARGE;
    *ret = neg ? -v : v;
    return FIXED_OK;
}

struct str fixed_write(struct arena *a, int64_t v, int digits)
{
    char t[48];
    size_t i = sizeof t;
    uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    int d = 0;
    do {
        if (d == digits && d > 0)
            t[--i] = '.';
        t[--i] = (char)('0' + u % 10);
        u /= 10;
        d++;
    } while (u || d <= digits);
    if (v < 0)
        t[--i] = '-';
    return arena_str(a, str_of(t + i, sizeof t - i));
}

struct str fixed_write_short(struct arena *a, int64_t v, int digits)
{
    struct str s = fixed_write(a, v, digits);
    if (digits > 0) {
        while (s.n && s.p[s.n - 1] == '0')
            s.n--;
        if (s.n && s.p[s.n - 1] == '.')
            s.n--;
    }
    return s;
}

struct str fixed_group(struct arena *a, struct str number)
{
    size_t sign = str_starts(number, STR("-")), point = str_find(number, '.'), n = 0;
    char *out = arena_alloc(a, 2 * number.n + 1);
    for (size_t i = 0; i < number.n; i++) {
        if (i > sign && i < point && (point - i) % 3 == 0)
            out[n++] = ',';
        out[n++] = number.p[i];
    }
    return str_of(out, n);
}
