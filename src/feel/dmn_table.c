/* A decisionTable element as the rules that a drawn table gives, too (DMN 1.5, 8.3). */
#include "base/key.h"
#include "feel/dmn_model.h"

static const struct {
    struct str name;
    enum hit_policy policy;
} POLICY[] = {{STR_INIT(""), HIT_UNIQUE},
              {STR_INIT("UNIQUE"), HIT_UNIQUE},
              {STR_INIT("ANY"), HIT_ANY},
              {STR_INIT("PRIORITY"), HIT_PRIORITY},
              {STR_INIT("FIRST"), HIT_FIRST},
              {STR_INIT("RULE ORDER"), HIT_RULE_ORDER},
              {STR_INIT("OUTPUT ORDER"), HIT_OUTPUT_ORDER},
              {STR_INIT("COLLECT"), HIT_COLLECT}};
static const struct {
    struct str name;
    enum hit_collect collect;
} COLLECT[] = {{STR_INIT(""), COLLECT_LIST},
               {STR_INIT("SUM"), COLLECT_SUM},
               {STR_INIT("MIN"), COLLECT_MIN},
               {STR_INIT("MAX"), COLLECT_MAX},
               {STR_INIT("COUNT"), COLLECT_COUNT}};

static bool read_policy(struct dmn_reading *r, const struct xml_element *table, struct rules *ret)
{
    struct str policy = xmltree_attribute(table, "hitPolicy"),
               collect = xmltree_attribute(table, "aggregation");
    size_t p = 0, c = 0;
    while (p < COUNT_OF(POLICY) && !str_eq(POLICY[p].name, policy))
        p++;
    while (c < COUNT_OF(COLLECT) && !str_eq(COLLECT[c].name, collect))
        c++;
    if (p == COUNT_OF(POLICY) || c == COUNT_OF(COLLECT)) {
        (void)dmn_warn(r, table->line, K("dmn.hit_policy"), p == COUNT_OF(POLICY) ? policy : collect,
                       (struct str){0});
        return false;
    }
    ret->policy = POLICY[p].policy;
    ret->collect = ret->policy == HIT_COLLECT ? COLLECT[c].collect : COLLECT_LIST;
    return true;
}

/* The name of a type as rules read it. */
static struct str type_name(struct dmn_reading *r, struct str name, int line)
{
    struct buf b CLEANUP(buf_release) = {0};
    if (name.n == 0)
        return name;
    type_text(&b, dmn_type(r, name, line));
    char *p = dmn_take(r, b.n + 1, 1);
    if (p && b.n)
        memcpy(p, b.p, b.n);
    return str_of(p ? p : "", p ? b.n : 0);
}

static void read_inputs(struct dmn_reading *r, const struct xml_element *table, struct rules_input *to)
{
    for (const struct xml_element *e = xmltree_child(table, "input"); e; e = xmltree_next(e), to++) {
        const struct xml_element *expression = xmltree_child(e, "inputExpression");
        to->label = xmltree_attribute(e, "label");
        to->expression = dmn_text(expression);
        to->type = expression ? type_name(r, xmltree_attribute(expression, "typeRef"), expression->line)
                              : (struct str){0};
        to->allowed = dmn_text(xmltree_child(e, "inputValues"));
        to->line = e->line;
    }
}

static void read_outputs(struct dmn_reading *r, const struct xml_element *table, struct rules_output *to,
                         size_t n)
{
    for (const struct xml_element *e = xmltree_child(table, "output"); e; e = xmltree_next(e), to++) {
        to->name = n > 1 ? xmltree_attribute(e, "name") : (struct str){0};
        to->type = type_name(r, xmltree_attribute(e, "typeRef"), e->line);
        to->allowed = dmn_text(xmltree_child(e, "outputValues"));
        to->otherwise = dmn_text(xmltree_child(e, "defaultOutputEntry"));
        to->line = e->line;
    }
}

static bool read_entries(struct dmn_reading *r, const struct xml_element *rule, const char *name, size_t n,
                         const struct str **ret)
{
    struct str *to = dmn_take(r, n, sizeof *to);
    if (!to)
        return false;
    if (dmn_count(rule, name) != n) {
        (void)dmn_warn(r, rule->line, K("dmn.entries"), str_c(name), (struct str){0});
        return false;
    }
    *ret = to;
    for (const struct xml_element *e = xmltree_child(rule, name); e; e = xmltree_next(e))
        *to++ = dmn_text(e);
    return true;
}

static struct str read_remark(struct dmn_reading *r, const struct xml_element *rule)
{
    const struct xml_element *first = xmltree_child(rule, "annotationEntry"),
                             *described = xmltree_child(rule, "description");
    struct buf b CLEANUP(buf_release) = {0};
    if (!first)
        return described ? str_trim(described->text) : (struct str){0};
    for (const struct xml_element *e = first; e; e = xmltree_next(e)) {
        if (b.n)
            buf_putc(&b, '\n');
        buf_put(&b, dmn_text(e));
    }
    char *p = dmn_take(r, b.n + 1, 1);
    if (p && b.n)
        memcpy(p, b.p, b.n);
    return str_of(p ? p : "", p ? b.n : 0);
}

static bool read_rows(struct dmn_reading *r, const struct xml_element *table, struct rules *ret,
                      struct rules_row *to)
{
    for (const struct xml_element *e = xmltree_child(table, "rule"); e; e = xmltree_next(e), to++) {
        to->line = e->line;
        to->remark = read_remark(r, e);
        if (!read_entries(r, e, "inputEntry", ret->inputs, &to->input) ||
            !read_entries(r, e, "outputEntry", ret->outputs, &to->output))
            return false;
    }
    return true;
}

struct rules *dmn_read_table(struct dmn_reading *r, const struct xml_element *table, struct str name)
{
    struct rules *ret = dmn_take(r, 1, sizeof *ret);
    if (!ret || !read_policy(r, table, ret))
        return NULL;
    ret->name = name;
    ret->inputs = dmn_count(table, "input");
    ret->outputs = dmn_count(table, "output");
    ret->rows = dmn_count(table, "rule");
    if (ret->rows > RULES_ROWS_MAX || ret->inputs + ret->outputs > RULES_COLUMNS_MAX || ret->outputs == 0) {
        (void)dmn_warn(r, table->line, ret->outputs ? K("feel.rules_too_large") : K("dmn.no_output"),
                       (struct str){0}, (struct str){0});
        return NULL;
    }
    struct rules_input *input = dmn_take(r, ret->inputs, sizeof *input);
    struct rules_output *output = dmn_take(r, ret->outputs, sizeof *output);
    struct rules_row *row = dmn_take(r, ret->rows, sizeof *row);
    if (r->no_memory)
        return NULL;
    ret->input = input;
    ret->output = output;
    ret->row = row;
    size_t unknown = r->unknown;
    read_inputs(r, table, input);
    read_outputs(r, table, output, ret->outputs);
    bool is_read = read_rows(r, table, ret, row) && r->unknown == unknown && !r->no_memory;
    r->unknown = unknown;
    return is_read ? ret : NULL;
}
