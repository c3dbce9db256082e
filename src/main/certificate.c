/* Walks DER as far as the validity: Certificate { tbs { [0] version, serial, algorithm, issuer, validity … */
#include "main/certificate.h"

#include <sodium.h>

#include "base/date.h"

#define SEQUENCE 0x30
#define VERSION 0xa0
#define UTC_TIME 0x17
#define GENERAL_TIME 0x18

/* Takes one element off the front of *rest. Lengths of more than four bytes are none of ours. */
static bool take(struct str *rest, unsigned *ret_tag, struct str *ret_value)
{
    if (rest->n < 2)
        return false;
    size_t n = (unsigned char)rest->p[1], at = 2;
    if (n & 0x80) {
        size_t bytes = n & 0x7f;
        if (bytes == 0 || bytes > 4 || rest->n < 2 + bytes)
            return false;
        n = 0;
        for (size_t i = 0; i < bytes; i++)
            n = n << 8 | (unsigned char)rest->p[at++];
    }
    if (n > rest->n - at)
        return false;
    *ret_tag = (unsigned char)rest->p[0];
    *ret_value = str_sub(*rest, at, n);
    *rest = str_sub(*rest, at + n, rest->n);
    return true;
}

static bool two(struct str s, size_t at, int *ret)
{
    if (at + 2 > s.n || s.p[at] < '0' || s.p[at] > '9' || s.p[at + 1] < '0' || s.p[at + 1] > '9')
        return false;
    *ret = (s.p[at] - '0') * 10 + (s.p[at + 1] - '0');
    return true;
}

/* "261120090000Z" or "20261120090000Z". */
static bool read_time(unsigned tag, struct str s, int64_t *ret)
{
    int part[7] = {0};
    size_t years = tag == GENERAL_TIME ? 4 : 2, n = years / 2 + 5;
    if ((tag != UTC_TIME && tag != GENERAL_TIME) || s.n != 2 * n + 1 || s.p[2 * n] != 'Z')
        return false;
    for (size_t i = 0; i < n; i++)
        if (!two(s, 2 * i, &part[i]))
            return false;
    int year = years == 4 ? part[0] * 100 + part[1] : part[0] + (part[0] < 50 ? 2000 : 1900);
    const int *p = part + years / 2;
    if (!date_is_day((int64_t)year * 10000 + p[0] * 100 + p[1]) || p[2] > 23 || p[3] > 59 || p[4] > 60)
        return false;
    *ret = date_ms(year, p[0], p[1], p[2], p[3]) + DATE_SHANGHAI_MS + INT64_C(1000) * p[4];
    return true;
}

static bool der_validity(struct str der, int64_t *ret_from_ms, int64_t *ret_to_ms)
{
    unsigned tag;
    struct str whole, tbs, part, from, to;
    unsigned from_tag, to_tag;
    if (!take(&der, &tag, &whole) || tag != SEQUENCE || !take(&whole, &tag, &tbs) || tag != SEQUENCE ||
        !take(&tbs, &tag, &part))
        return false;
    if (tag == VERSION && !take(&tbs, &tag, &part)) /* then comes the serial number */
        return false;
    if (!take(&tbs, &tag, &part) || !take(&tbs, &tag, &part)) /* algorithm, issuer */
        return false;
    if (!take(&tbs, &tag, &part) || tag != SEQUENCE || !take(&part, &from_tag, &from) ||
        !take(&part, &to_tag, &to))
        return false;
    return read_time(from_tag, from, ret_from_ms) && read_time(to_tag, to, ret_to_ms);
}

bool certificate_validity(struct arena *a, struct str pem, int64_t *ret_from_ms, int64_t *ret_to_ms)
{
    static const char begin[] = "-----BEGIN CERTIFICATE-----", end[] = "-----END CERTIFICATE-----";
    size_t at = str_find_str(pem, str_c(begin));
    struct str rest = str_sub(pem, at + sizeof begin - 1, pem.n);
    size_t stop = str_find_str(rest, str_c(end)), n = 0;
    if (at == pem.n || stop == rest.n)
        return false;
    char *der = arena_alloc(a, stop + 1);
    return sodium_base642bin((unsigned char *)der, stop, rest.p, stop, " \r\n\t", &n, NULL,
                             sodium_base64_VARIANT_ORIGINAL) == 0 &&
           der_validity(str_of(der, n), ret_from_ms, ret_to_ms);
}
