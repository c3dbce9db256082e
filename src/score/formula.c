#include "score/formula.h"

#include "base/fixed.h"
#include "base/utf8.h"
#include "doc/nearest.h"

enum token { T_END, T_NUMBER, T_NAME, T_TEXT, T_SIGN, T_BAD };

struct parser {
    struct arena *a;
    const struct doc *at;
    const struct measure *measures;
    int measures_count;
    struct problems *p;
    struct str text;
    size_t next;  /* after the current token */
    size_t start; /* of the current token */
    enum token token;
    struct str name;   /* T_NAME, T_TEXT */
    struct dec number; /* T_NUMBER */
    char sign[3];      /* T_SIGN, in ASCII: "<=" */
    int ops, depth;
    bool failed, no_memory;
};

static const struct {
    struct str name;
    enum formula_op op;
    int most; /* arguments; 0: a word of its own */
} words[] = {
    {STR_INIT("abs"), F_ABS, 1},
    {STR_INIT("floor"), F_FLOOR, 1},
    {STR_INIT("not"), F_NOT, 1},
    {STR_INIT("min"), F_MIN, 20},
    {STR_INIT("max"), F_MAX, 20},
    {STR_INIT("last_year"), F_LAST_YEAR, 1},
    {STR_INIT("class_min"), F_CLASS_MIN, 1},
    {STR_INIT("class_max"), F_CLASS_MAX, 1},
    {STR_INIT("class_sum"), F_CLASS_SUM, 1},
    {STR_INIT("class_mean"), F_CLASS_MEAN, 1},
    {STR_INIT("class_count"), F_CLASS_COUNT, 1},
    {STR_INIT("class_rank"), F_CLASS_RANK, 1},
    {STR_INIT("vote_count"), F_VOTE_COUNT, 2},
    {STR_INIT("vote_share"), F_VOTE_SHARE, 3},
    {STR_INIT("vote_mean"), F_VOTE_MEAN, 2},
    {STR_INIT("event_count"), F_EVENT_COUNT, 2},
    {STR_INIT("event_points"), F_EVENT_POINTS, 2},
    {STR_INIT("null"), F_NULL, 0},
    {STR_INIT("factor"), F_FACTOR, 0},
    {STR_INIT("if"), F_IF, 0},
    {STR_INIT("then"), F_IF, 0},
    {STR_INIT("else"), F_IF, 0},
    {STR_INIT("and"), F_AND, 0},
    {STR_INIT("or"), F_OR, 0},
};

bool formula_is_word(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_eq(words[i].name, name))
            return true;
    return false;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool begins_name(char c)
{
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

bool formula_is_name(struct str name)
{
    for (size_t i = 0; i < name.n; i++)
        if (!begins_name(name.p[i]) && (i == 0 || !is_digit(name.p[i])))
            return false;
    return name.n > 0;
}

/* Signs that come from a Chinese keyboard. */
static const char *wide_sign(uint32_t cp)
{
    static const struct {
        uint32_t cp;
        const char *sign;
    } map[] = {{0xD7, "*"},   {0xF7, "/"},   {0x2264, "<="}, {0x2265, ">="}, {0x2260, "!="},
               {0xFF08, "("}, {0xFF09, ")"}, {0xFF0B, "+"},  {0xFF0D, "-"},  {0x2212, "-"},
               {0xFF0C, ","}, {0xFF1C, "<"}, {0xFF1E, ">"},  {0xFF1D, "="},  {0x3000, " "}};
    for (size_t i = 0; i < COUNT_OF(map); i++)
        if (map[i].cp == cp)
            return map[i].sign;
    return NULL;
}

static void fault(struct parser *y, const char *text)
{
    if (!y->failed) {
        struct problem *q = problem_add(y->p, y->at->line, y->at->column, text);
        problem_arg(y->p, q, 0, str_sub(y->text, y->start, y->text.n));
        problem_value(y->p, q, y->text);
        q->hint = "score.formula_hint";
    }
    y->failed = true;
    y->token = T_BAD;
}

static void set_sign(struct parser *y, const char *sign)
{
    y->token = T_SIGN;
    y->sign[0] = sign[0];
    y->sign[1] = sign[0] ? sign[1] : 0;
    y->sign[2] = 0;
}

static void read_number(struct parser *y)
{
    size_t i = y->start;
    int digits = 0;
    while (i < y->text.n && is_digit(y->text.p[i]))
        i++;
    if (i < y->text.n && y->text.p[i] == '.')
        for (i++; i < y->text.n && is_digit(y->text.p[i]); i++)
            digits++;
    if (digits > FIXED_DIGITS_MAX - 2 ||
        fixed_read(str_sub(y->text, y->start, i - y->start), digits, &y->number.units) != FIXED_OK) {
        fault(y, "score.formula_number");
        return;
    }
    struct str rest = str_sub(y->text, i, y->text.n - i), wide = STR("％");
    size_t percent = str_starts(rest, STR("%")) ? 1 : str_starts(rest, wide) ? wide.n : 0;
    y->number.digits = digits + (percent ? 2 : 0);
    y->next = i + percent;
    y->token = T_NUMBER;
}

static void read_name(struct parser *y)
{
    size_t i = y->start;
    while (i < y->text.n && (begins_name(y->text.p[i]) || is_digit(y->text.p[i]))) {
        size_t after = i;
        if (wide_sign(utf8_next(y->text, &after)))
            break;
        i = after;
    }
    y->name = str_sub(y->text, y->start, i - y->start);
    y->next = i;
    y->token = T_NAME;
}

/* A name that is no word: between "…", or between the quotes of Chinese texts. */
static bool read_quoted(struct parser *y)
{
    static const struct str quotes[][2] = {{STR_INIT("\""), STR_INIT("\"")}, {STR_INIT("“"), STR_INIT("”")}};
    struct str rest = str_sub(y->text, y->start, y->text.n);
    for (size_t i = 0; i < COUNT_OF(quotes); i++) {
        if (!str_starts(rest, quotes[i][0]))
            continue;
        struct str inner = str_sub(rest, quotes[i][0].n, rest.n);
        size_t end = str_find_str(inner, quotes[i][1]);
        if (end >= inner.n) {
            fault(y, "score.formula_syntax");
            return true;
        }
        y->name = str_sub(inner, 0, end);
        y->next = y->start + quotes[i][0].n + end + quotes[i][1].n;
        y->token = T_TEXT;
        return true;
    }
    return false;
}

static void advance(struct parser *y)
{
    if (y->failed)
        return;
    for (;;) {
        y->start = y->next;
        if (y->start >= y->text.n) {
            y->token = T_END;
            return;
        }
        if (read_quoted(y))
            return;
        char c = y->text.p[y->start];
        const char *wide = (unsigned char)c >= 0x80 ? wide_sign(utf8_next(y->text, &y->next)) : NULL;
        if (wide && wide[0] != ' ') {
            set_sign(y, wide);
            return;
        }
        if (wide)
            continue;
        y->next = y->start + 1;
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r')
            continue;
        if (is_digit(c) || c == '.') {
            read_number(y);
        } else if (begins_name(c)) {
            read_name(y);
        } else {
            char sign[3] = {c, 0, 0};
            if ((c == '<' || c == '>' || c == '!') && y->next < y->text.n && y->text.p[y->next] == '=')
                sign[1] = y->text.p[y->next++];
            if (strchr("+-*/(),<>=!", c) && !(c == '!' && !sign[1]))
                set_sign(y, sign);
            else
                fault(y, "score.formula_sign");
        }
        return;
    }
}

static bool is_sign(const struct parser *y, const char *sign)
{
    return y->token == T_SIGN && strcmp(y->sign, sign) == 0;
}
static bool is_word(const struct parser *y, const char *word)
{
    return y->token == T_NAME && str_eq(y->name, str_c(word));
}

static void expect(struct parser *y, bool is_there)
{
    if (is_there)
        advance(y);
    else
        fault(y, "score.formula_syntax");
}

static const struct formula *make(struct parser *y, enum formula_op op, const struct formula *a,
                                  const struct formula *b, const struct formula *c)
{
    struct formula *f = arena_try(y->a, sizeof *f);
    if (!f) {
        y->no_memory = y->failed = true;
        return NULL;
    }
    if (++y->ops > FORMULA_OPS_MAX)
        fault(y, "score.formula_too_long");
    *f = (struct formula){.op = op, .kid = {a, b, c}, .measure = -1};
    return f;
}

static const struct formula *parse(struct parser *y);

static void unknown_name(struct parser *y)
{
    struct nearest near = {.to = y->name};
    for (int i = 0; i < y->measures_count; i++)
        nearest_try(&near, y->measures[i].id);
    for (int i = 0; i < y->measures_count; i++)
        if (str_eq(y->name, y->measures[i].name))
            near.best = y->measures[i].id; /* a formula names measures by their ids alone */
    if (!y->failed) {
        struct problem *q = PROBLEM(y->p, y->at->line, y->at->column, "score.formula_unknown_name");
        problem_arg(y->p, q, 0, y->name);
        problem_arg(y->p, q, 1, near.best);
        problem_value(y->p, q, y->text);
        q->hint = near.best.n ? "score.nearest_hint" : "score.formula_hint";
    }
    y->failed = true;
    y->token = T_BAD;
}

static const struct formula *parse_call(struct parser *y, size_t word)
{
    const struct formula *f = NULL;
    int args = 0;
    expect(y, is_sign(y, "("));
    do {
        if (args)
            advance(y);
        const struct formula *arg = parse(y);
        args++;
        f = words[word].most == 1 ? make(y, words[word].op, arg, NULL, NULL)
            : f                   ? make(y, words[word].op, f, arg, NULL)
                                  : arg;
    } while (!y->failed && is_sign(y, ",") && args < words[word].most);
    expect(y, is_sign(y, ")"));
    return f;
}

/* ---- functions over the rows of a unit: their arguments are names ---- */

static bool take_name(struct parser *y, struct str *ret)
{
    if (y->token != T_NAME && y->token != T_TEXT) {
        fault(y, "score.formula_name_wanted");
        return false;
    }
    *ret = y->name;
    advance(y);
    return !y->failed;
}

static void no_such_part(struct parser *y, const struct measure *m, const struct nearest *near)
{
    struct problem *q = PROBLEM(y->p, y->at->line, y->at->column, "score.formula_unknown_part");
    problem_arg(y->p, q, 0, near->to);
    problem_arg(y->p, q, 1, near->best);
    problem_arg(y->p, q, 2, m->name);
    problem_value(y->p, q, y->text);
    q->hint = near->best.n ? "score.nearest_hint" : "score.formula_hint";
    y->failed = true;
    y->token = T_BAD;
}

static int take_group(struct parser *y, const struct measure *m)
{
    struct str name;
    if (!take_name(y, &name))
        return -1;
    struct nearest near = {.to = name};
    for (int i = 0; i < m->groups_count; i++) {
        if (str_eq(m->groups[i], name))
            return i;
        nearest_try(&near, m->groups[i]);
    }
    no_such_part(y, m, &near);
    return -1;
}

static int take_level(struct parser *y, const struct measure *m)
{
    struct str name;
    if (!take_name(y, &name))
        return -1;
    struct nearest near = {.to = name};
    for (int i = 0; i < m->levels_count; i++) {
        const struct vote_level *l = &m->levels[i];
        if (!l->is_excluded && (str_eq(l->id, name) || str_eq(l->name, name)))
            return i;
        if (!l->is_excluded)
            nearest_try(&near, l->name);
    }
    no_such_part(y, m, &near);
    return -1;
}

static int take_measure(struct parser *y, enum measure_kind kind)
{
    struct str name;
    if (!take_name(y, &name))
        return -1;
    for (int i = 0; i < y->measures_count; i++)
        if (str_eq(y->measures[i].id, name)) {
            if (y->measures[i].kind != kind) {
                struct problem *q = PROBLEM(y->p, y->at->line, y->at->column, "score.formula_other_kind");
                problem_arg(y->p, q, 0, name);
                problem_value(y->p, q, y->text);
                q->hint = "score.formula_hint";
                y->failed = true;
            }
            return i;
        }
    y->name = name;
    unknown_name(y);
    return -1;
}

static const struct formula *parse_rows(struct parser *y, enum formula_op op)
{
    struct formula f = {.op = op, .group = -1, .level = -1};
    bool is_votes = op != F_EVENT_COUNT && op != F_EVENT_POINTS;
    expect(y, is_sign(y, "("));
    f.measure = y->failed ? -1 : take_measure(y, is_votes ? MEASURE_BALLOTS : MEASURE_EVENTS);
    if (op == F_VOTE_SHARE) {
        expect(y, is_sign(y, ","));
        f.level = y->failed ? -1 : take_level(y, &y->measures[f.measure]);
    }
    if (!y->failed && is_sign(y, ",")) {
        advance(y);
        if (is_votes)
            f.group = take_group(y, &y->measures[f.measure]);
        else
            (void)take_name(y, &f.item);
    }
    expect(y, is_sign(y, ")"));
    struct formula *kept = arena_try(y->a, sizeof *kept);
    if (!kept) {
        y->no_memory = y->failed = true;
        return NULL;
    }
    if (++y->ops > FORMULA_OPS_MAX)
        fault(y, "score.formula_too_long");
    *kept = f;
    return kept;
}

static const struct formula *parse_if(struct parser *y)
{
    const struct formula *c = parse(y);
    expect(y, is_word(y, "then"));
    const struct formula *yes = parse(y);
    expect(y, is_word(y, "else"));
    const struct formula *no = parse(y);
    return make(y, F_IF, c, yes, no);
}

static const struct formula *parse_name(struct parser *y)
{
    struct str name = y->name;
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_eq(words[i].name, name)) {
            bool is_value = words[i].op == F_NULL || words[i].op == F_FACTOR;
            if (words[i].most == 0 && !is_value && !is_word(y, "if")) {
                fault(y, "score.formula_syntax");
                return NULL;
            }
            bool is_if = words[i].op == F_IF;
            bool is_rows = words[i].op >= F_VOTE_COUNT && words[i].op <= F_EVENT_POINTS;
            advance(y);
            return is_rows         ? parse_rows(y, words[i].op)
                   : words[i].most ? parse_call(y, i)
                   : is_if         ? parse_if(y)
                                   : make(y, words[i].op, NULL, NULL, NULL);
        }
    for (int i = 0; i < y->measures_count; i++)
        if (str_eq(y->measures[i].id, name)) {
            if (!measure_is_number(&y->measures[i])) {
                fault(y, "score.measure_is_no_number");
                return NULL;
            }
            advance(y);
            struct formula *f = arena_try(y->a, sizeof *f);
            if (!f) {
                y->no_memory = y->failed = true;
                return NULL;
            }
            y->ops++;
            *f = (struct formula){.op = F_MEASURE, .measure = i, .group = -1, .level = -1};
            return f;
        }
    unknown_name(y);
    return NULL;
}

static const struct formula *parse_primary(struct parser *y)
{
    if (y->failed)
        return NULL;
    if (y->token == T_NUMBER) {
        struct formula *f = arena_try(y->a, sizeof *f);
        if (!f) {
            y->no_memory = y->failed = true;
            return NULL;
        }
        y->ops++;
        *f = (struct formula){.op = F_NUMBER, .number = y->number, .measure = -1};
        advance(y);
        return f;
    }
    if (y->token == T_NAME)
        return parse_name(y);
    if (is_sign(y, "-")) {
        advance(y);
        if (++y->depth > 40)
            fault(y, "score.formula_too_long");
        const struct formula *f = make(y, F_NEG, parse_primary(y), NULL, NULL);
        y->depth--;
        return f;
    }
    expect(y, is_sign(y, "("));
    const struct formula *f = parse(y);
    expect(y, is_sign(y, ")"));
    return f;
}

/* Binary operators by strength, the weakest first. */
static const struct {
    const char *sign;
    enum formula_op op;
    int level;
} binary[] = {
    {"or", F_OR, 0}, {"and", F_AND, 1}, {"<=", F_LE, 2}, {">=", F_GE, 2}, {"!=", F_NE, 2}, {"<", F_LT, 2},
    {">", F_GT, 2},  {"=", F_EQ, 2},    {"+", F_ADD, 3}, {"-", F_SUB, 3}, {"*", F_MUL, 4}, {"/", F_DIV, 4},
};

static const struct formula *comparison_with_null(struct parser *y, enum formula_op op,
                                                  const struct formula *a, const struct formula *b)
{
    const struct formula *x = a && a->op == F_NULL ? b : b && b->op == F_NULL ? a : NULL;
    if (!x || (op != F_EQ && op != F_NE))
        return make(y, op, a, b, NULL);
    const struct formula *f = make(y, F_IS_NULL, x, NULL, NULL);
    return op == F_EQ ? f : make(y, F_NOT, f, NULL, NULL);
}

static const struct formula *parse_level(struct parser *y, int level)
{
    if (level == 5)
        return parse_primary(y);
    const struct formula *f = parse_level(y, level + 1);
    for (;;) {
        size_t i = 0;
        while (i < COUNT_OF(binary) &&
               !(binary[i].level == level && (is_sign(y, binary[i].sign) || is_word(y, binary[i].sign))))
            i++;
        if (y->failed || i == COUNT_OF(binary))
            return f;
        advance(y);
        f = comparison_with_null(y, binary[i].op, f, parse_level(y, level + 1));
    }
}

static const struct formula *parse(struct parser *y)
{
    const struct formula *f = NULL;
    if (++y->depth > 40)
        fault(y, "score.formula_too_long");
    else
        f = parse_level(y, 0);
    y->depth--;
    return f;
}

enum rc formula_read(struct arena *a, const struct doc *at, const struct measure *measures,
                     int measures_count, struct problems *p, const struct formula **ret, struct err *err)
{
    struct parser y = {
        .a = a, .at = at, .measures = measures, .measures_count = measures_count, .p = p, .text = at->text};
    advance(&y);
    const struct formula *f = parse(&y);
    if (!y.failed && y.token != T_END)
        fault(&y, "score.formula_syntax");
    if (y.no_memory)
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "formula");
    if (!y.failed)
        *ret = f;
    return RC_OK;
}
