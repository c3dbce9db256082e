/* matches, replace and split (DMN 1.5, 10.3.4.3; XPath functions and operators 3.1, 5.6). A pattern is
 * compiled for the call and let go: that costs a few microseconds, and nothing has to be kept, locked or
 * bounded.
 *
 * What a match may cost is counted by a callout before each item of the pattern, and by the distance that was
 * gone in the text between two of them. PCRE2's own limits begin anew at each place of the text where a match
 * is tried, so that they alone do not bound what a long text costs. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/utf8.h"

#include "feel/builtin.h"
#include "feel/pattern.h"

#define HEAP_KIB (16 * 1024)  /* of one match, for going back */
#define BUDGET_PER_BYTE 8     /* besides FEEL_PATTERN_STEPS */
#define BYTES_PER_STEP 32     /* of text between two callouts */
#define BUDGET_PER_RUN_STEP 8 /* a step of the run is so many of a match */
#define COMPILE_RUN_STEPS 50  /* a compilation is so many steps of the run, and one more for each byte */

struct search {
    const struct builtin_call *c;
    pcre2_compile_context *compile;
    pcre2_match_context *match;
    pcre2_code *code;
    pcre2_match_data *data;
    int groups;
    long budget, budget_given;
    size_t at;       /* in the text, at the last callout */
    bool is_checked; /* the text is known to be UTF-8 */
};

static void search_release(struct search *s)
{
    pcre2_match_data_free(s->data);
    pcre2_code_free(s->code);
    pcre2_match_context_free(s->match);
    pcre2_compile_context_free(s->compile);
}

static int spend(pcre2_callout_block *block, void *self)
{
    struct search *s = self;
    size_t at = block->current_position, gone = at > s->at ? at - s->at : s->at - at;
    s->at = at;
    s->budget -= 1 + (long)(gone / BYTES_PER_STEP);
    return s->budget < 0 ? PCRE2_ERROR_MATCHLIMIT : 0;
}

static bool compile(struct search *s, struct str pattern, struct pattern_flags flags)
{
    struct buf out CLEANUP(buf_release) = {0};
    int error;
    size_t at;
    if (!pattern_rewrite(pattern, flags, &out, &s->groups))
        return builtin_refuse(s->c, K("feel.pattern_wrong"), utf8_cut(pattern, 200));
    s->compile = pcre2_compile_context_create(NULL);
    if (!s->compile || pcre2_set_newline(s->compile, PCRE2_NEWLINE_LF))
        return builtin_stop(s->c, K("feel.no_memory"));
    uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_AUTO_CALLOUT | PCRE2_MATCH_UNSET_BACKREF |
                       PCRE2_NEVER_BACKSLASH_C | PCRE2_DOLLAR_ENDONLY;
    options |=
        (flags.s ? PCRE2_DOTALL : 0) | (flags.m ? PCRE2_MULTILINE : 0) | (flags.i ? PCRE2_CASELESS : 0);
    s->code = pcre2_compile((PCRE2_SPTR)buf_str(&out).p, out.n, options, &error, &at, s->compile);
    if (!s->code) /* {5,2}, {99999}, beyond 64 KiB … */
        return builtin_refuse(s->c, K("feel.pattern_wrong"), utf8_cut(pattern, 200));
    return true;
}

static bool search_open(struct search *s, const struct builtin_call *c, struct value pattern,
                        struct value flags_text, struct pattern_flags *ret_flags)
{
    *s = (struct search){.c = c};
    if (!pattern_flags_read(flags_text.kind == VALUE_STRING ? flags_text.string : STR(""), ret_flags))
        return builtin_refuse(c, K("feel.flags_wrong"), flags_text.string);
    if (!builtin_steps(c, COMPILE_RUN_STEPS + pattern.string.n) || !compile(s, pattern.string, *ret_flags))
        return false;
    s->match = pcre2_match_context_create(NULL);
    s->data = s->match ? pcre2_match_data_create_from_pattern(s->code, NULL) : NULL;
    if (!s->data || pcre2_set_match_limit(s->match, FEEL_PATTERN_STEPS) ||
        pcre2_set_depth_limit(s->match, FEEL_PATTERN_STEPS) || pcre2_set_heap_limit(s->match, HEAP_KIB) ||
        pcre2_set_callout(s->match, spend, s))
        return builtin_stop(c, K("feel.no_memory"));
    return true;
}

/* Each byte is looked at once, whatever the pattern is. */
static bool look_through(const struct builtin_call *c, struct str s)
{
    return builtin_steps(c, s.n / BYTES_PER_STEP);
}

/* What all matches in one text may cost together. */
static void search_begin(struct search *s, struct str text)
{
    s->budget = s->budget_given = FEEL_PATTERN_STEPS + BUDGET_PER_BYTE * (long)text.n;
    s->is_checked = false;
}

enum found { FOUND_NOT, FOUND, FOUND_FAILED };

/* The first match from `from` on; ret[2k], ret[2k + 1] are the ends of group k (PCRE2_UNSET: it took no
 * part). */
static enum found search_next(struct search *s, struct str text, size_t from, const size_t **ret)
{
    s->at = from;
    int n = pcre2_match(s->code, (PCRE2_SPTR)(text.n ? text.p : ""), text.n, from,
                        s->is_checked ? PCRE2_NO_UTF_CHECK : 0, s->data, s->match);
    s->is_checked = true;
    if (n == PCRE2_ERROR_NOMATCH)
        return FOUND_NOT;
    if (n < 0) {
        (void)builtin_refuse(s->c,
                             n == PCRE2_ERROR_MATCHLIMIT || n == PCRE2_ERROR_DEPTHLIMIT ||
                                     n == PCRE2_ERROR_HEAPLIMIT
                                 ? K("feel.pattern_limit")
                                 : K("feel.pattern_failed"),
                             (struct str){0});
        return FOUND_FAILED;
    }
    *ret = pcre2_get_ovector_pointer(s->data);
    return FOUND;
}

static bool search_end(const struct search *s)
{
    long spent = s->budget_given - (s->budget < 0 ? 0 : s->budget);
    return builtin_steps(s->c, (size_t)(spent / BUDGET_PER_RUN_STEP));
}

static bool matches(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    struct search s CLEANUP(search_release) = {0};
    struct pattern_flags flags;
    const size_t *end;
    if (arg[0].kind != VALUE_STRING || arg[1].kind != VALUE_STRING)
        return false;
    if (!search_open(&s, c, arg[1], arg[2], &flags))
        return false;
    if (!look_through(c, arg[0].string))
        return false;
    search_begin(&s, arg[0].string);
    enum found found = search_next(&s, arg[0].string, 0, &end);
    if (!search_end(&s) || found == FOUND_FAILED)
        return false;
    *ret = value_boolean(found == FOUND);
    return true;
}

/* Between two matches something must lie: a pattern that matches nothing at all is refused. */
static bool takes_something(struct search *s)
{
    const size_t *end;
    search_begin(s, STR(""));
    enum found found = search_next(s, STR(""), 0, &end);
    if (!search_end(s) || found == FOUND_FAILED)
        return false;
    return found == FOUND_NOT || builtin_refuse(s->c, K("feel.pattern_matches_nothing"), (struct str){0});
}

/* What is put in place of matches: text, and the numbers of groups. */
struct replacement {
    struct str text;
    bool is_plain; /* flag q: $ and \ are themselves */
    int groups;
};

/* One piece at *at: a group ≥ 0, or bytes. False: \ before something else than \ and $, $ before no digit. */
static bool replacement_next(const struct replacement *r, size_t *at, int *ret_group, struct str *ret_bytes)
{
    struct str t = r->text;
    char c = t.p[*at], next = *at + 1 < t.n ? t.p[*at + 1] : 0;
    *ret_group = -1;
    if (r->is_plain || (c != '\\' && c != '$')) {
        *ret_bytes = str_sub(t, *at, 1);
        (*at)++;
        return true;
    }
    *at += 2;
    if (c == '\\') {
        *ret_bytes = str_of(next == '\\' ? "\\" : "$", 1);
        return next == '\\' || next == '$';
    }
    if (next < '0' || next > '9')
        return false;
    int n = next - '0';
    while (*at < t.n && t.p[*at] >= '0' && t.p[*at] <= '9' && n * 10 + (t.p[*at] - '0') <= r->groups)
        n = n * 10 + (t.p[(*at)++] - '0');
    *ret_group = n;
    return true;
}

static bool is_replacement(const struct builtin_call *c, const struct replacement *r)
{
    int group;
    struct str bytes;
    for (size_t at = 0; at < r->text.n;)
        if (!replacement_next(r, &at, &group, &bytes))
            return builtin_refuse(c, K("feel.replacement_wrong"), (struct str){0});
    return true;
}

static void put_replacement(const struct replacement *r, struct str text, const size_t *end, struct buf *out)
{
    int group;
    struct str bytes;
    for (size_t at = 0; at < r->text.n && !out->failed;) {
        (void)replacement_next(r, &at, &group, &bytes); /* it was looked at before */
        size_t k = 2 * (size_t)(group < 0 ? 0 : group);
        if (group < 0)
            buf_put(out, bytes);
        else if (group <= r->groups && end[k] != PCRE2_UNSET)
            buf_put(out, str_sub(text, end[k], end[k + 1] - end[k]));
    }
}

static enum found replace_all(struct search *s, struct str text, const struct replacement *r, struct buf *out)
{
    const size_t *end;
    size_t from = 0;
    search_begin(s, text);
    enum found found;
    while ((found = search_next(s, text, from, &end)) == FOUND && end[1] > from && !out->failed) {
        buf_put(out, str_sub(text, from, end[0] - from));
        put_replacement(r, text, end, out);
        from = end[1];
        if (!builtin_steps(s->c, r->text.n / 64 + 1))
            return FOUND_FAILED;
    }
    buf_put(out, str_sub(text, from, text.n));
    return search_end(s) ? found : FOUND_FAILED;
}

static bool replace(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    struct search s CLEANUP(search_release) = {0};
    struct buf out CLEANUP(buf_release) = {.limit_bytes = FEEL_STRING_MAX + 1};
    struct pattern_flags flags;
    for (size_t i = 0; i < 3; i++)
        if (arg[i].kind != VALUE_STRING)
            return false;
    if (!search_open(&s, c, arg[1], arg[3], &flags) || !takes_something(&s))
        return false;
    struct replacement r = {arg[2].string, flags.q, s.groups};
    if (!look_through(c, arg[0].string) || !look_through(c, arg[2].string) || !is_replacement(c, &r) ||
        replace_all(&s, arg[0].string, &r, &out) == FOUND_FAILED)
        return false;
    return builtin_string(c, &out, ret);
}

static bool add_piece(const struct builtin_call *c, struct value **item, size_t *n, size_t *room,
                      struct str s)
{
    if (*n == *room) {
        size_t more_room = *room ? *room * 2 : 8;
        struct value *more = builtin_items(
            c, more_room > FEEL_ITEMS_MAX && *room < FEEL_ITEMS_MAX ? FEEL_ITEMS_MAX : more_room);
        if (!more)
            return false;
        if (*n)
            memcpy(more, *item, *n * sizeof *more);
        *item = more;
        *room = more_room > FEEL_ITEMS_MAX ? FEEL_ITEMS_MAX : more_room;
    }
    (*item)[(*n)++] = value_string(s); /* a piece of the text, which does not change */
    return true;
}

static bool split(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    struct search s CLEANUP(search_release) = {0};
    struct pattern_flags flags;
    struct str text = arg[0].string;
    struct value *item = NULL;
    size_t n = 0, room = 0, from = 0;
    const size_t *end;
    enum found found;
    if (!search_open(&s, c, arg[1], VALUE_OF_NULL, &flags) || !takes_something(&s))
        return false;
    if (!look_through(c, text))
        return false;
    search_begin(&s, text);
    while ((found = search_next(&s, text, from, &end)) == FOUND && end[1] > from) {
        if (!add_piece(c, &item, &n, &room, str_sub(text, from, end[0] - from)))
            return false;
        from = end[1];
    }
    return search_end(&s) && found != FOUND_FAILED &&
           add_piece(c, &item, &n, &room, str_sub(text, from, text.n)) && builtin_list(c, item, n, ret);
}

static const struct feel_type STRINGS = {.kind = TYPE_LIST, .of = &FEEL_STRING};

static const struct builtin ROW[] = {
    {.name = STR_INIT("matches"),
     .param = {STR_INIT("input"), STR_INIT("pattern"), STR_INIT("flags")},
     .type = {&FEEL_STRING, &FEEL_STRING, &FEEL_STRING},
     .params = 3,
     .required = 2,
     .takes_null = true, /* as flags */
     .result = &FEEL_BOOLEAN,
     .call = matches},
    {.name = STR_INIT("replace"),
     .param = {STR_INIT("input"), STR_INIT("pattern"), STR_INIT("replacement"), STR_INIT("flags")},
     .type = {&FEEL_STRING, &FEEL_STRING, &FEEL_STRING, &FEEL_STRING},
     .params = 4,
     .required = 3,
     .takes_null = true, /* as flags */
     .result = &FEEL_STRING,
     .call = replace},
    {.name = STR_INIT("split"),
     .param = {STR_INIT("string"), STR_INIT("delimiter")},
     .type = {&FEEL_STRING, &FEEL_STRING},
     .params = 2,
     .required = 2,
     .result = &STRINGS,
     .call = split},
};

const struct builtin_rows BUILTIN_PATTERN = {ROW, COUNT_OF(ROW)};
