/* Strings (DMN 1.5, 10.3.4.3), counted by code points; string() (10.3.4.1). What has to do with patterns is
 * in builtin_pattern.c. */
#include <utf8proc.h>

#include "base/utf8.h"
#include "feel/builtin.h"

#define BYTES_PER_STEP 64 /* of text that is looked through */

static bool look_through(const struct builtin_call *c, struct str s)
{
    return builtin_steps(c, s.n / BYTES_PER_STEP);
}

/* -- parts -- */

/* The byte where the code point n stands, or s.n. */
static size_t byte_of(struct str s, size_t from, uint64_t n)
{
    size_t at = from;
    while (n-- > 0 && at < s.n)
        (void)utf8_next(s, &at);
    return at;
}

static bool substring(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    struct str s = arg[0].string;
    int64_t from, length = INT64_MAX, count = (int64_t)utf8_count(s);
    if (!look_through(c, s))
        return false;
    if (!builtin_whole(arg[1].number, &from) || from == 0 || from > count || from < -count)
        return builtin_refuse(c, K("feel.no_such_place"), (struct str){0});
    if (arg[2].kind == VALUE_NUMBER && (!builtin_whole(arg[2].number, &length) || length < 1))
        return builtin_refuse(c, K("feel.length_wrong"), (struct str){0});
    size_t begin = byte_of(s, 0, (uint64_t)(from > 0 ? from - 1 : count + from));
    *ret = value_string(str_sub(s, begin, byte_of(s, begin, (uint64_t)length) - begin));
    return true;
}

static bool string_length(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    *ret = value_int((int64_t)utf8_count(arg[0].string));
    return look_through(c, arg[0].string);
}

/* Where `part` stands; an empty one stands at the beginning. */
static bool stands_in(struct str s, struct str part, size_t *ret)
{
    *ret = part.n ? str_find_str(s, part) : 0;
    return part.n == 0 || *ret < s.n;
}

static bool substring_before(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    size_t at;
    bool is_there = stands_in(arg[0].string, arg[1].string, &at);
    *ret = value_string(str_sub(arg[0].string, 0, is_there ? at : 0));
    return look_through(c, arg[0].string);
}

static bool substring_after(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    struct str s = arg[0].string;
    size_t at;
    bool is_there = stands_in(s, arg[1].string, &at);
    *ret = value_string(str_sub(s, is_there ? at + arg[1].string.n : s.n, s.n));
    return look_through(c, s);
}

static bool contains(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    size_t at;
    *ret = value_boolean(stands_in(arg[0].string, arg[1].string, &at));
    return look_through(c, arg[0].string);
}

static bool starts_with(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    *ret = value_boolean(str_starts(arg[0].string, arg[1].string));
    return look_through(c, arg[1].string);
}

static bool ends_with(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    *ret = value_boolean(str_ends(arg[0].string, arg[1].string));
    return look_through(c, arg[1].string);
}

/* -- cases -- */

/* Letters whose upper case is more than one (Unicode's SpecialCasing, what holds in every language and can be
 * typed: ligatures and composed letters without a capital of their own). */
static const struct {
    uint32_t letter;
    struct str upper;
} MANY[] = {
    {0xdf, STR_INIT("SS")},
    {0x149, STR_INIT("\u02bcN")},
    {0x1f0, STR_INIT("J\u030c")},
    {0x390, STR_INIT("Ι\u0308\u0301")},
    {0x3b0, STR_INIT("Υ\u0308\u0301")},
    {0x587, STR_INIT("ԵՒ")},
    {0x1e96, STR_INIT("H\u0331")},
    {0x1e97, STR_INIT("T\u0308")},
    {0x1e98, STR_INIT("W\u030a")},
    {0x1e99, STR_INIT("Y\u030a")},
    {0x1e9a, STR_INIT("A\u02be")},
    {0xfb00, STR_INIT("FF")},
    {0xfb01, STR_INIT("FI")},
    {0xfb02, STR_INIT("FL")},
    {0xfb03, STR_INIT("FFI")},
    {0xfb04, STR_INIT("FFL")},
    {0xfb05, STR_INIT("ST")},
    {0xfb06, STR_INIT("ST")},
};

static void put_code_point(struct buf *out, uint32_t c)
{
    char bytes[4];
    buf_put(out, str_of(bytes, utf8_encode(c, bytes)));
}

static void put_upper(struct buf *out, uint32_t c)
{
    if (c >= MANY[0].letter)
        for (size_t i = 0; i < COUNT_OF(MANY); i++)
            if (MANY[i].letter == c) {
                buf_put(out, MANY[i].upper);
                return;
            }
    put_code_point(out, (uint32_t)utf8proc_toupper((utf8proc_int32_t)c));
}

static void put_lower(struct buf *out, uint32_t c)
{
    put_code_point(out, (uint32_t)utf8proc_tolower((utf8proc_int32_t)c));
    if (c == 0x130) /* İ keeps its dot */
        put_code_point(out, 0x307);
}

static bool in_case(const struct builtin_call *c, struct str s, void (*put)(struct buf *, uint32_t),
                    struct value *ret)
{
    struct buf out CLEANUP(buf_release) = {.limit_bytes = FEEL_STRING_MAX + 1};
    if (!builtin_steps(c, s.n / 8))
        return false;
    for (size_t at = 0; at < s.n && !out.failed;)
        put(&out, utf8_next(s, &at));
    return builtin_string(c, &out, ret);
}

static bool upper_case(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    return in_case(c, arg[0].string, put_upper, ret);
}

static bool lower_case(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    return in_case(c, arg[0].string, put_lower, ret);
}

/* -- a value as text -- */

static bool string_of(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    struct buf out CLEANUP(buf_release) = {.limit_bytes = FEEL_STRING_MAX + 1};
    if (arg[0].kind == VALUE_NULL || !builtin_steps(c, value_parts(arg[0])))
        return false;
    value_text(&out, arg[0], c->program->zones);
    return builtin_steps(c, out.n / 8) && builtin_string(c, &out, ret);
}

#define OF_STRING(fn, the_name, the_result)                                                                  \
    {                                                                                                        \
        .name = STR_INIT(the_name), .param = {STR_INIT("string")}, .type = {&FEEL_STRING}, .params = 1,      \
        .required = 1, .result = &(the_result), .call = (fn)                                                 \
    }
#define OF_MATCH(fn, the_name, the_result)                                                                   \
    {                                                                                                        \
        .name = STR_INIT(the_name), .param = {STR_INIT("string"), STR_INIT("match")},                        \
        .type = {&FEEL_STRING, &FEEL_STRING}, .params = 2, .required = 2, .result = &(the_result),           \
        .call = (fn)                                                                                         \
    }

static const struct builtin ROW[] = {
    {.name = STR_INIT("string"),
     .param = {STR_INIT("from")},
     .params = 1,
     .required = 1,
     .result = &FEEL_STRING,
     .call = string_of},
    {.name = STR_INIT("substring"),
     .param = {STR_INIT("string"), STR_INIT("start position"), STR_INIT("length")},
     .type = {&FEEL_STRING, &FEEL_NUMBER, &FEEL_NUMBER},
     .params = 3,
     .required = 2,
     .result = &FEEL_STRING,
     .call = substring},
    OF_STRING(string_length, "string length", FEEL_NUMBER),
    OF_STRING(upper_case, "upper case", FEEL_STRING),
    OF_STRING(lower_case, "lower case", FEEL_STRING),
    OF_MATCH(substring_before, "substring before", FEEL_STRING),
    OF_MATCH(substring_after, "substring after", FEEL_STRING),
    OF_MATCH(contains, "contains", FEEL_BOOLEAN),
    OF_MATCH(starts_with, "starts with", FEEL_BOOLEAN),
    OF_MATCH(ends_with, "ends with", FEEL_BOOLEAN),
};

const struct builtin_rows BUILTIN_TEXT = {ROW, COUNT_OF(ROW)};
