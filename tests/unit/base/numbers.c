#include "numbers.h"

#include <stdio.h>
#include <stdlib.h>

__extension__ typedef unsigned __int128 u128;

long numbers_rounds(void)
{
    const char *asked = getenv("KC_DECIMAL_ROUNDS");
    long n = asked ? strtol(asked, NULL, 10) : 0;
    return n > 0 ? n : 200000;
}

/* xorshift64* */
uint64_t numbers_below(struct numbers *rng, uint64_t n)
{
    rng->state ^= rng->state >> 12;
    rng->state ^= rng->state << 25;
    rng->state ^= rng->state >> 27;
    return (rng->state * UINT64_C(0x2545f4914f6cdd1d) >> 16) % n;
}

/* One digit of a kind of number: any, nines, zeros, either, one 5 with zeros behind it. */
static unsigned digit_of(struct numbers *rng, uint64_t kind, int at, int tie)
{
    switch (kind) {
    case 0:
        return 9;
    case 1:
        return at == 0;
    case 2:
        return numbers_below(rng, 2) ? 9 : 0;
    case 3:
        return at < tie ? (unsigned)numbers_below(rng, 10) : at == tie ? 5 : 0;
    case 4:
        return at < tie ? (unsigned)numbers_below(rng, 10) : at == tie ? 4 : 9;
    case 5:
        return at < tie ? 9 : (unsigned)numbers_below(rng, 10);
    case 6:
        return at < tie ? (unsigned)numbers_below(rng, 10) : 0;
    default:
        return (unsigned)numbers_below(rng, 10);
    }
}

static u128 coefficient_of(struct numbers *rng, int digits)
{
    uint64_t kind = numbers_below(rng, 12);
    int tie = (int)numbers_below(rng, 36);
    u128 c = 0;
    for (int i = 0; i < digits; i++)
        c = c * 10 + digit_of(rng, kind, i, tie);
    return c;
}

static int exponent_of(struct numbers *rng)
{
    switch (numbers_below(rng, 8)) {
    case 0:
        return DECIMAL_EXPONENT_MIN + (int)numbers_below(rng, 80);
    case 1:
        return DECIMAL_EXPONENT_MAX - (int)numbers_below(rng, 80);
    case 2:
        return DECIMAL_EXPONENT_MIN +
               (int)numbers_below(rng, DECIMAL_EXPONENT_MAX - DECIMAL_EXPONENT_MIN + 1);
    case 3:
        return (DECIMAL_EXPONENT_MIN + (int)numbers_below(rng, 160)) / 2; /* squares at the lower end */
    default:
        return (int)numbers_below(rng, 90) - 45;
    }
}

static struct decimal make(u128 c, int exponent, bool is_negative)
{
    if (exponent < DECIMAL_EXPONENT_MIN)
        exponent = DECIMAL_EXPONENT_MIN;
    if (exponent > DECIMAL_EXPONENT_MAX)
        exponent = DECIMAL_EXPONENT_MAX;
    return (struct decimal){.high = (uint64_t)(c >> 64),
                            .low = (uint64_t)c,
                            .exponent = exponent,
                            .is_negative = is_negative && c != 0};
}

struct decimal number(struct numbers *rng)
{
    int digits = numbers_below(rng, 3) == 0 ? 34 : (int)numbers_below(rng, 35);
    u128 c = coefficient_of(rng, digits);
    int exponent = exponent_of(rng);
    return make(c, exponent, numbers_below(rng, 2));
}

void number_pair(struct numbers *rng, struct decimal *a, struct decimal *b)
{
    *a = number(rng);
    *b = number(rng);
    switch (numbers_below(rng, 6)) {
    case 0:
        b->exponent = a->exponent;
        break;
    case 1: /* its digits begin behind, or at, the last of a */
        *b = make((u128)b->high << 64 | b->low,
                  a->exponent + decimal_digits(*a) - decimal_digits(*b) - (int)numbers_below(rng, 40),
                  b->is_negative);
        break;
    case 2:
        *b = make((u128)b->high << 64 | b->low, a->exponent + (int)numbers_below(rng, 80) - 40,
                  b->is_negative);
        break;
    case 3: /* nearly the same, so that a difference has few digits */
        *b = *a;
        b->low ^= numbers_below(rng, 4);
        b->is_negative = numbers_below(rng, 2) && !decimal_is_zero(*b);
        break;
    case 4: /* halves, and quotients that end */
        *b = make(1 + numbers_below(rng, 1000), (int)numbers_below(rng, 60) - 30, numbers_below(rng, 2));
        break;
    default:
        break;
    }
    u128 most = 1;
    for (int i = 0; i < 34; i++)
        most *= 10;
    if (((u128)b->high << 64 | b->low) >= most)
        *b = *a;
}

int number_exponent_near(struct numbers *rng, struct decimal a)
{
    int e = a.exponent + (int)numbers_below(rng, 45) - 6;
    if (numbers_below(rng, 30) == 0)
        e = DECIMAL_EXPONENT_MIN + (int)numbers_below(rng, DECIMAL_EXPONENT_MAX - DECIMAL_EXPONENT_MIN + 1);
    return e < DECIMAL_EXPONENT_MIN   ? DECIMAL_EXPONENT_MIN
           : e > DECIMAL_EXPONENT_MAX ? DECIMAL_EXPONENT_MAX
                                      : e;
}

struct decimal number_square(struct numbers *rng)
{
    u128 root = coefficient_of(rng, (int)numbers_below(rng, 18));
    return make(root * root, 2 * ((int)numbers_below(rng, 6000) - 3000), false);
}

void number_text(struct numbers *rng, char ret[NUMBER_TEXT_MAX], int digits)
{
    int n = 1 + (int)numbers_below(rng, (uint64_t)digits), point = (int)numbers_below(rng, (uint64_t)n + 10),
        at = 0;
    uint64_t kind = numbers_below(rng, 12);
    int tie = (int)numbers_below(rng, 36);
    if (numbers_below(rng, 3) == 0)
        ret[at++] = numbers_below(rng, 4) ? '-' : '+';
    for (int i = 0; i < n; i++) {
        if (i == point)
            ret[at++] = '.';
        ret[at++] = (char)('0' + digit_of(rng, kind, i, tie));
    }
    ret[at] = 0;
    if (numbers_below(rng, 4))
        (void)snprintf(ret + at, (size_t)(NUMBER_TEXT_MAX - at), "%c%d", numbers_below(rng, 2) ? 'e' : 'E',
                       exponent_of(rng) - (int)numbers_below(rng, 60));
}
