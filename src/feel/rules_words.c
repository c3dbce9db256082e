/* What people write in a table, as FEEL: a walk over each cell that leaves texts in quotes and known names
 * alone, turns signs of full width, and puts bare words in quotes where the column is one of texts. Cells of
 * texts are cut at their commas first, since each test is a word of its own. */
#include "base/utf8.h"
#include "feel/lex.h"
#include "feel/rules.h"
#include "feel/rules_program.h"
#include "feel/temporal.h"
#include "feel/wide.h"

struct words {
    struct arena *arena;
    const struct feel_scope *scope;
    enum column { COLUMN_OTHER, COLUMN_TEXT, COLUMN_TRUTH } column;
    bool is_tests; /* a comma of full width parts two tests */
    bool no_memory;
};

bool rules_is_dash(struct str test)
{
    struct str t = str_trim(test);
    return t.n == 0 || str_eq(t, STR("-")) || str_eq(t, STR("－")) || str_eq(t, STR("—"));
}

static bool is_name(const struct words *w, struct str s)
{
    for (size_t i = 0; i < w->scope->inputs; i++)
        if (str_eq(w->scope->input[i].name, s))
            return true;
    return false;
}

/* The longest name of the scope that stands there as it is written. */
static size_t name_here(const struct words *w, struct str rest)
{
    size_t n = 0;
    for (size_t i = 0; i < w->scope->inputs; i++) {
        struct str name = w->scope->input[i].name;
        if (name.n > n && str_starts(rest, name))
            n = name.n;
    }
    return n;
}

/* -- signs -- */

/* ， and 、 part two tests. */
static size_t comma_here(struct str rest)
{
    struct str comma = STR("，");
    return str_starts(rest, comma) || str_starts(rest, STR("、")) ? comma.n : 0;
}

static size_t sign_here(const struct words *w, struct str rest, struct buf *out)
{
    struct str narrow = STR(",");
    size_t n = wide_sign(rest, &narrow);
    if (n == 0 && w->is_tests)
        n = comma_here(rest);
    if (n)
        buf_put(out, narrow);
    return n;
}

/* A text in quotes, its quotes included; all that is left when it does not end. */
static size_t quoted_here(struct str rest)
{
    size_t i = 1;
    while (i < rest.n && rest.p[i] != '"')
        i += rest.p[i] == '\\' && i + 1 < rest.n ? 2 : 1;
    return i < rest.n ? i + 1 : rest.n;
}

/* “…” is a text in quotes; 0: it does not begin or not end. */
static size_t curly_here(struct str rest, struct buf *out)
{
    struct str open = STR("“"), close = STR("”");
    if (!str_starts(rest, open))
        return 0;
    struct str inner = str_sub(rest, open.n, rest.n);
    size_t n = str_find_str(inner, close);
    if (n == inner.n)
        return 0;
    buf_putc(out, '"');
    for (size_t i = 0; i < n; i++) {
        if (inner.p[i] == '"' || inner.p[i] == '\\')
            buf_putc(out, '\\');
        buf_putc(out, inner.p[i]);
    }
    buf_putc(out, '"');
    return open.n + n + close.n;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* One or two digits, as two. */
static size_t two_digits(struct str text, char *ret)
{
    size_t n = 0;
    while (n < 2 && n < text.n && is_digit(text.p[n]))
        n++;
    ret[0] = n == 2 ? text.p[0] : '0';
    ret[1] = n ? text.p[n - 1] : '0';
    return n;
}

/* 2026-01-31, 2026/1/31 or 2026年1月31日 as 2026-01-31, and the length of what stands there; 0: it is none.
 */
static size_t day_here(struct str text, char *ret_iso)
{
    static const struct str SIGN[][3] = {{STR_INIT("-"), STR_INIT("-"), STR_INIT("")},
                                         {STR_INIT("/"), STR_INIT("/"), STR_INIT("")},
                                         {STR_INIT("年"), STR_INIT("月"), STR_INIT("日")}};
    static const size_t YEAR = 4;
    for (size_t i = 0; i < YEAR; i++)
        if (i >= text.n || !is_digit(text.p[i]))
            return 0;
    for (size_t i = 0; i < COUNT_OF(SIGN); i++) {
        struct str rest = str_sub(text, YEAR, text.n);
        size_t j = 0, digits = 1;
        memcpy(ret_iso, text.p, YEAR);
        for (; j < 2 && digits && str_starts(rest, SIGN[i][j]); j++) {
            char *to = ret_iso + YEAR + j * 3;
            to[0] = '-';
            rest = str_sub(rest, SIGN[i][j].n, rest.n);
            digits = two_digits(rest, to + 1);
            rest = str_sub(rest, digits, rest.n);
        }
        if (j == 2 && digits && str_starts(rest, SIGN[i][2]))
            return text.n - rest.n + SIGN[i][2].n;
    }
    return 0;
}

/* A day, which as FEEL would be a subtraction or a division. */
static size_t date_here(struct str text, size_t at, struct buf *out)
{
    char iso[sizeof "2026-01-31" - 1];
    struct value v;
    char before = at ? text.p[at - 1] : ' ';
    bool is_range_end = at > 1 && before == '.' && text.p[at - 2] == '.';
    bool begins = is_range_end || (!is_digit(before) && before != '.');
    size_t n = begins ? day_here(str_sub(text, at, text.n), iso) : 0;
    bool ends = at + n == text.n || !is_digit(text.p[at + n]);
    if (n == 0 || !ends || !date_read(str_of(iso, sizeof iso), &v))
        return 0;
    buf_put(out, STR("@\""));
    buf_put(out, str_of(iso, sizeof iso));
    buf_putc(out, '"');
    return n;
}

static size_t piece_here(const struct words *w, struct str text, size_t at, struct buf *out)
{
    struct str rest = str_sub(text, at, text.n);
    size_t n = name_here(w, rest);
    if (n == 0 && (rest.p[0] == '"' || str_starts(rest, STR("@\""))))
        n = rest.p[0] == '@' ? 1 + quoted_here(str_sub(rest, 1, rest.n)) : quoted_here(rest);
    if (n) {
        buf_put(out, str_sub(rest, 0, n));
        return n;
    }
    n = curly_here(rest, out);
    if (n == 0)
        n = date_here(text, at, out);
    if (n == 0)
        n = sign_here(w, rest, out);
    if (n == 0) {
        size_t next = 0;
        (void)utf8_next(rest, &next);
        buf_put(out, str_sub(rest, 0, next));
        n = next;
    }
    return n;
}

/* -- words -- */

static bool has_keyword(struct str text)
{
    struct str piece;
    while (str_split(&text, ' ', &piece))
        if (lex_is_keyword(piece))
            return true;
    return false;
}

/* Nothing in it but words: no sign of the language, and no number in front. */
static bool is_bare(struct str text)
{
    static const struct str SIGN[] = {STR_INIT("≥"),  STR_INIT("≤"), STR_INIT("≠"), STR_INIT("＞"),
                                      STR_INIT("＜"), STR_INIT("“"), STR_INIT("”")};
    if (text.n == 0 || is_digit(text.p[0]) || has_keyword(text))
        return false;
    for (size_t i = 0; i < text.n; i++)
        if (strchr("\"'()[]{}<>=!+-*/,@?.:;|&^%\\\n\r\t", text.p[i]))
            return false;
    for (size_t i = 0; i < COUNT_OF(SIGN); i++)
        if (str_find_str(text, SIGN[i]) < text.n)
            return false;
    return true;
}

static bool is_word(const struct words *w, struct str s) { return is_bare(s) && !is_name(w, s); }

static void put_quoted(struct buf *out, struct str word)
{
    buf_putc(out, '"');
    buf_put(out, word);
    buf_putc(out, '"');
}

/* The end of the test that begins at `at`: a comma outside of brackets and quotes, or the end. */
static size_t test_end(struct str text, size_t at)
{
    int depth = 0;
    for (size_t i = at; i < text.n; i++) {
        char c = text.p[i];
        if (c == '"')
            i += quoted_here(str_sub(text, i, text.n)) - 1;
        else if (c == '(' || c == '[' || c == '{')
            depth++;
        else if (c == ')' || c == ']' || c == '}')
            depth--;
        else if (c == ',' && depth == 0)
            return i;
    }
    return text.n;
}

static void quote_tests(const struct words *w, struct str text, struct buf *out)
{
    struct str t = str_trim(text);
    if (str_starts(t, STR("not(")) && test_end(t, 0) == t.n && str_ends(t, STR(")"))) {
        buf_put(out, STR("not("));
        quote_tests(w, str_sub(t, 4, t.n - 5), out);
        buf_putc(out, ')');
        return;
    }
    for (size_t at = 0; at <= t.n;) {
        size_t end = test_end(t, at);
        struct str test = str_trim(str_sub(t, at, end - at));
        if (at)
            buf_put(out, STR(", "));
        if (is_word(w, test))
            put_quoted(out, test);
        else
            buf_put(out, test);
        at = end + 1;
    }
}

/* 是 and 否, where the column is one of truth; n = 0: something else. */
static struct str truth_of(const struct words *w, struct str word)
{
    static const struct str YES[] = {STR_INIT("是"), STR_INIT("真")}, NO[] = {STR_INIT("否"), STR_INIT("假")};
    for (size_t i = 0; i < COUNT_OF(YES) && !is_name(w, word); i++) {
        if (str_eq(word, YES[i]))
            return STR("true");
        if (str_eq(word, NO[i]))
            return STR("false");
    }
    return (struct str){0};
}

static struct str plain(struct words *w, struct str text)
{
    struct buf signs CLEANUP(buf_release) = {0}, out CLEANUP(buf_release) = {0};
    struct str t = str_trim(text), truth = w->column == COLUMN_TRUTH ? truth_of(w, t) : STR("");
    if (truth.n)
        return truth;
    if (!w->is_tests && w->column == COLUMN_TEXT && is_word(w, t)) {
        put_quoted(&out, t);
    } else {
        for (size_t at = 0; at < t.n;)
            at += piece_here(w, t, at, &signs);
        if (w->is_tests && w->column == COLUMN_TEXT)
            quote_tests(w, buf_str(&signs), &out);
        else
            buf_put(&out, buf_str(&signs));
    }
    char *kept = arena_try(w->arena, out.n + 1);
    w->no_memory |= out.failed || signs.failed || !kept;
    if (w->no_memory)
        return (struct str){0};
    if (out.n)
        memcpy(kept, out.p, out.n);
    return str_of(kept, out.n);
}

static struct str plain_tests(struct words *w, struct str text, enum column column)
{
    w->is_tests = true;
    w->column = column;
    return rules_is_dash(text) ? STR("-") : plain(w, text);
}

static struct str plain_result(struct words *w, struct str text, enum column column)
{
    w->is_tests = false;
    w->column = column;
    return plain(w, text);
}

/* Does a list of allowed values speak of texts? */
static bool allows_texts(struct words *w, struct str allowed)
{
    struct str t = rules_is_dash(allowed) ? (struct str){0} : plain_tests(w, allowed, COLUMN_TEXT);
    for (size_t at = 0; at < t.n; at = test_end(t, at) + 1)
        if (str_trim(str_sub(t, at, t.n)).n && str_trim(str_sub(t, at, t.n)).p[0] == '"')
            return true;
    return false;
}

static enum column column_of_type(struct str type)
{
    struct str t = str_trim(type);
    return str_eq(t, STR("string")) ? COLUMN_TEXT : str_eq(t, STR("boolean")) ? COLUMN_TRUTH : COLUMN_OTHER;
}

/* A column without a type has that of its input. */
static enum column column_of_input(const struct words *w, struct str expression)
{
    for (size_t i = 0; i < w->scope->inputs; i++) {
        const struct feel_input *in = &w->scope->input[i];
        if (str_eq(in->name, str_trim(expression)) && in->type)
            return in->type->kind == TYPE_STRING    ? COLUMN_TEXT
                   : in->type->kind == TYPE_BOOLEAN ? COLUMN_TRUTH
                                                    : COLUMN_OTHER;
    }
    return COLUMN_OTHER;
}

static enum column column_of(struct words *w, struct str type, struct str allowed, struct str expression)
{
    enum column c = type.n ? column_of_type(type) : column_of_input(w, expression);
    return c == COLUMN_OTHER && allows_texts(w, allowed) ? COLUMN_TEXT : c;
}

static bool plain_inputs(struct words *w, struct rules *r, enum column *ret_column)
{
    struct rules_input *in = arena_try_array(w->arena, r->inputs + 1, sizeof *in);
    for (size_t i = 0; in && i < r->inputs; i++) {
        in[i] = r->input[i];
        ret_column[i] = column_of(w, in[i].type, in[i].allowed, in[i].expression);
        if (in[i].allowed.n)
            in[i].allowed = plain_tests(w, in[i].allowed, ret_column[i]);
    }
    r->input = in;
    return in != NULL;
}

static bool plain_outputs(struct words *w, struct rules *r, enum column *ret_column)
{
    struct rules_output *out = arena_try_array(w->arena, r->outputs + 1, sizeof *out);
    for (size_t i = 0; out && i < r->outputs; i++) {
        out[i] = r->output[i];
        ret_column[i] = column_of(w, out[i].type, out[i].allowed, STR(""));
        if (out[i].allowed.n)
            out[i].allowed = plain_tests(w, out[i].allowed, ret_column[i]);
        if (out[i].otherwise.n)
            out[i].otherwise = plain_result(w, out[i].otherwise, ret_column[i]);
    }
    r->output = out;
    return out != NULL;
}

static bool plain_row(struct words *w, const struct rules *r, const enum column *column,
                      struct rules_row *row)
{
    struct str *input = arena_try_array(w->arena, r->inputs + 1, sizeof *input);
    struct str *output = arena_try_array(w->arena, r->outputs + 1, sizeof *output);
    if (!input || !output)
        return false;
    for (size_t i = 0; i < r->inputs; i++)
        input[i] = plain_tests(w, row->input[i], column[i]);
    for (size_t i = 0; i < r->outputs; i++)
        output[i] = plain_result(w, row->output[i], column[r->inputs + i]);
    row->input = input;
    row->output = output;
    return true;
}

enum rc rules_plain(struct arena *a, const struct rules *r, const struct feel_scope *scope, struct rules *ret)
{
    struct words w = {.arena = a, .scope = scope};
    struct rules made = *r;
    if (!r->has_bare_words) {
        *ret = made;
        return RC_OK;
    }
    enum column *column = arena_try_array(a, r->inputs + r->outputs + 1, sizeof *column);
    struct rules_row *row = arena_try_array(a, r->rows + 1, sizeof *row);
    if (!column || !row || !plain_inputs(&w, &made, column) || !plain_outputs(&w, &made, column + r->inputs))
        return RC_NO_MEMORY;
    for (size_t i = 0; i < r->rows; i++) {
        row[i] = r->row[i];
        if (!plain_row(&w, r, column, &row[i]))
            return RC_NO_MEMORY;
    }
    if (w.no_memory)
        return RC_NO_MEMORY;
    made.row = row;
    made.has_bare_words = false;
    *ret = made;
    return RC_OK;
}
