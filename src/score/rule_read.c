/* A rule from its text to a program. The scope is made once for all leaves, and once for the grades; whether
 * a word has a meaning at the place at hand (a target where no target is given) is looked at afterwards, so
 * that the answer can say what is missing instead of calling the word unknown. */
#include <stdlib.h>

#include "base/key.h"
#include "score/rule.h"

/* ------------------------------------------------------------------------------------------ names */

static const struct {
    struct str name, alias;
} words[RULE_WORDS] = {
    [RULE_VALUE] = {STR_INIT("value"), STR_INIT("实际值")},
    [RULE_LAST_YEAR] = {STR_INIT("last_year"), STR_INIT("上年")},
    [RULE_TARGET] = {STR_INIT("target"), STR_INIT("目标")},
    [RULE_FULL] = {STR_INIT("full"), STR_INIT("满分")},
    [RULE_FACTOR] = {STR_INIT("factor"), STR_INIT("难度系数")},
    [RULE_RANK] = {STR_INIT("rank"), STR_INIT("名次")},
    [RULE_RANKED] = {STR_INIT("ranked"), STR_INIT("参评数")},
    [RULE_CLASS_MIN] = {STR_INIT("class_min"), STR_INIT("最小值")},
    [RULE_CLASS_MAX] = {STR_INIT("class_max"), STR_INIT("最大值")},
    [RULE_CLASS_MEAN] = {STR_INIT("class_mean"), STR_INIT("平均值")},
    [RULE_CLASS_VALUES] = {STR_INIT("class_values"), STR_INIT("全部值")},
    [RULE_CLASS] = {STR_INIT("class"), STR_INIT("类别")},
    [RULE_TOTAL] = {STR_INIT("total"), STR_INIT("总分")},
};

/* One spelling, and all that it may mean: −1 where it does not. */
struct meant {
    struct str name;
    int of[RULE_OF_NODE + 1];
};
struct rule_names {
    struct meant *name;
    struct feel_input *input;
    int count;
};

static int by_name(const void *a, const void *b)
{
    const struct meant *x = a, *y = b;
    return str_cmp(x->name, y->name);
}

static void add_name(struct rule_names *n, struct str name, enum rule_source source, int index)
{
    struct meant *m = &n->name[n->count++];
    *m = (struct meant){.name = name, .of = {-1, -1, -1}};
    m->of[source] = index;
}

static void join_doubles(struct rule_names *n)
{
    int out = 0;
    qsort(n->name, (size_t)n->count, sizeof *n->name, by_name);
    for (int i = 0; i < n->count; i++) {
        bool is_same = out > 0 && str_eq(n->name[i].name, n->name[out - 1].name);
        if (!is_same)
            n->name[out++] = n->name[i];
        for (int k = 0; is_same && k <= RULE_OF_NODE; k++)
            if (n->name[i].of[k] >= 0)
                n->name[out - 1].of[k] = n->name[i].of[k];
    }
    n->count = out;
}

static const struct feel_type *type_of_name(struct reader *r, const struct meant *m)
{
    bool is_word = m->of[RULE_OF_MEASURE] < 0 && m->of[RULE_OF_NODE] < 0;
    if (is_word && m->of[RULE_OF_WORD] == RULE_CLASS_VALUES)
        return type_list(r->a, &FEEL_NUMBER);
    return is_word && m->of[RULE_OF_WORD] == RULE_CLASS ? &FEEL_STRING : &FEEL_NUMBER;
}

const struct rule_names *rule_names_for(struct reader *r, enum rule_home home)
{
    struct rule_names *n = r->rule_names[home];
    int nodes = home == RULE_IN_GRADE ? r->s.nodes_count : 0;
    size_t most = 2 * RULE_WORDS + (size_t)r->s.measures_count + (size_t)nodes;
    if (n)
        return n;
    n = reader_memory(r, 1, sizeof *n);
    struct meant *name = reader_memory(r, most, sizeof *name);
    struct feel_input *input = reader_memory(r, most, sizeof *input);
    if (!n || !name || !input)
        return NULL;
    *n = (struct rule_names){.name = name, .input = input};
    for (int w = 0; w < RULE_WORDS; w++) {
        add_name(n, words[w].name, RULE_OF_WORD, w);
        add_name(n, words[w].alias, RULE_OF_WORD, w);
    }
    for (int m = 0; m < r->s.measures_count; m++)
        add_name(n, r->measures[m].id, RULE_OF_MEASURE, m);
    for (int k = 0; k < nodes; k++)
        if (k > 0 || !str_eq(r->nodes[k].id, words[RULE_TOTAL].name))
            add_name(n, r->nodes[k].id, RULE_OF_NODE, k);
    join_doubles(n);
    for (int i = 0; i < n->count; i++)
        input[i] = (struct feel_input){.name = name[i].name, .type = type_of_name(r, &name[i])};
    return r->rule_names[home] = n;
}

/* ---------------------------------------------------------------------------------------- meaning */

static void refuse(struct reader *r, const struct doc *d, struct str name, const char *text, const char *hint)
{
    struct problem *q = problem_at(r, d, text);
    problem_arg(r->p, q, 0, name);
    q->hint = hint;
}

/* Why a word means nothing here. */
static const char *absence_hint(int word)
{
    switch (word) {
    case RULE_TARGET:
        return K("score.rule_wants_target");
    case RULE_TOTAL:
        return K("score.rule_only_for_grades");
    default:
        return K("score.rule_wants_measure");
    }
}

static bool choose(struct reader *r, const struct doc *d, const struct rule_wish *wish, const struct meant *m,
                   struct rule_input *ret)
{
    int word = m->of[RULE_OF_WORD], measure = m->of[RULE_OF_MEASURE], node = m->of[RULE_OF_NODE];
    bool is_word = word >= 0 && (wish->words & RULE_BIT(word));
    if (is_word + (measure >= 0) + (node >= 0) > 1) {
        refuse(r, d, m->name, K("score.rule_name_twice"), K("score.rule_name_twice_hint"));
        return false;
    }
    if (!is_word && measure < 0 && node < 0) {
        refuse(r, d, m->name, K("score.rule_word_unfit"), absence_hint(word));
        return false;
    }
    if (measure >= 0 &&
        (r->measures[measure].kind == MEASURE_BALLOTS || r->measures[measure].kind == MEASURE_EVENTS)) {
        refuse(r, d, m->name, K("score.measure_is_no_number"), NULL);
        return false;
    }
    ret->name = m->name;
    ret->source = is_word ? RULE_OF_WORD : measure >= 0 ? RULE_OF_MEASURE : RULE_OF_NODE;
    ret->index = m->of[ret->source];
    return true;
}

/* What the program reads, each with its meaning. */
bool rule_take_inputs(struct reader *r, const struct doc *d, const struct rule_wish *wish,
                      const struct rule_names *names, struct rule *rule)
{
    size_t bits = (size_t)names->count / 64 + 1;
    uint64_t *read = reader_memory(r, bits, sizeof *read);
    int n = 0;
    if (!read)
        return false;
    if (rule->table)
        rules_reads(rule->table, read, bits);
    else
        feel_reads(rule->program, read, bits);
    for (size_t i = 0; i < bits; i++)
        n += __builtin_popcountll(read[i]);
    struct rule_input *in = reader_memory(r, (size_t)n, sizeof *in);
    bool is_fit = in != NULL;
    for (int i = 0; in && i < names->count; i++) {
        if (!(read[i / 64] >> (i % 64) & 1))
            continue;
        struct rule_input *to = &in[rule->inputs_count++];
        is_fit &= choose(r, d, wish, &names->name[i], to);
        to->place = (size_t)i;
        rule->places = (size_t)i + 1;
        if (is_fit && to->source == RULE_OF_WORD)
            rule->words |= RULE_BIT(to->index);
    }
    rule->inputs = in;
    return is_fit;
}

void rule_reads(struct reader *r, const struct rule *rule, const int **list, int *count)
{
    if (!rule)
        return;
    int *more = reader_memory(r, (size_t)(*count + rule->inputs_count), sizeof *more), n = *count;
    if (!more)
        return;
    for (int i = 0; i < n; i++)
        more[i] = (*list)[i];
    for (int i = 0; i < rule->inputs_count; i++) {
        bool is_new = rule->inputs[i].source == RULE_OF_MEASURE;
        for (int k = 0; is_new && k < n; k++)
            is_new = more[k] != rule->inputs[i].index;
        if (is_new)
            more[n++] = rule->inputs[i].index;
    }
    *list = more;
    *count = n;
}

/* ------------------------------------------------------------------------------------- expression */

struct feel_scope rule_scope(const struct rule_names *names, const struct rule_wish *wish)
{
    return (struct feel_scope){
        .input = names->input, .inputs = (size_t)names->count, .wanted = wish->wanted, .is_strict = true};
}

bool rule_has_text(struct reader *r, const struct doc *d)
{
    if (d->kind == DOC_TEXT && str_trim(d->text).n)
        return true;
    problem_arg(r->p, PROBLEM_AT(r, d, "score.text_wanted"), 0, d->key);
    return false;
}

static bool gives(const struct feel_program *p, const struct feel_type *wanted)
{
    const struct feel_type *t = feel_type_of(p);
    return t->kind == TYPE_ANY || type_conforms(t, wanted);
}

const struct rule *rule_read(struct reader *r, const struct doc *d, const struct rule_wish *wish)
{
    const struct rule_names *names = rule_names_for(r, wish->home);
    struct rule *rule = reader_memory(r, 1, sizeof *rule);
    if (!names || !rule || !rule_has_text(r, d))
        return NULL;
    struct feel_scope scope = rule_scope(names, wish);
    size_t first = r->p->n;
    rule->text = d->text;
    enum rc rc = feel_compile(r->a, d->text, &scope, &rule->program, r->p);
    if (rc == RC_OK && !gives(rule->program, wish->wanted)) {
        (void)PROBLEM(r->p, 1, 1, "feel.result_type");
        rc = RC_INVALID;
    }
    doc_place_problems(r->p, d, first);
    r->no_memory |= rc == RC_NO_MEMORY;
    return rc == RC_OK && rule_take_inputs(r, d, wish, names, rule) ? rule : NULL;
}
