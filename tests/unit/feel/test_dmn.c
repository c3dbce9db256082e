/* DMN models: read, asked, written; and what is refused. */
#include "ask.h"
#include "feel/dmn.h"
#include "feel/xmltree.h"

#define MODEL                                                                                                \
    "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" namespace=\"urn:t\" name=\"m\">\n"
#define END "</definitions>"
#define INPUT(id, name, type)                                                                                \
    "<inputData id=\"" id "\" name=\"" name "\"><variable name=\"" name "\" typeRef=\"" type                 \
    "\"/></inputData>\n"
#define DECISION(id, name, inner) "<decision id=\"" id "\" name=\"" name "\">" inner "</decision>\n"
#define NEEDS_INPUT(id) "<informationRequirement><requiredInput href=\"#" id "\"/></informationRequirement>"
#define NEEDS(id) "<informationRequirement><requiredDecision href=\"#" id "\"/></informationRequirement>"
#define LITERAL(text) "<literalExpression><text>" text "</text></literalExpression>"

struct model {
    struct ask k;
    const struct dmn_model *model;
    struct value input;
    enum rc rc;
};

static struct model *model_of(struct str xml)
{
    struct model *m = test_calloc(1, sizeof *m);
    m->k = ask_new();
    *m->k.problems = (struct problems){.arena = m->k.arena};
    m->rc = dmn_read(m->k.arena, xml, NULL, &m->model, m->k.problems);
    return m;
}

static struct model *model_read(const char *xml)
{
    struct model *m = model_of(str_c(xml));
    if (m->rc != RC_OK)
        print_error("%.*s\n", STR_ARG(ask_problem(&m->k)));
    assert_int_equal(m->rc, RC_OK);
    return m;
}

static void model_free(struct model *m)
{
    ask_free(&m->k);
    test_free(m);
}

/* The context of the inputs, as FEEL. */
static void give(struct model *m, const char *context)
{
    const struct feel_program *p;
    struct feel_scope none = {0};
    struct feel_run run = {.arena = m->k.arena};
    assert_int_equal(feel_compile(m->k.arena, str_c(context), &none, &p, m->k.problems), RC_OK);
    m->input = feel_eval(p, &run);
}

static void assert_gives(struct model *m, const char *decision, const char *wanted)
{
    struct buf out CLEANUP(buf_release) = {0};
    const struct dmn_node *n = dmn_find(m->model, str_c(decision));
    assert_non_null(n);
    m->k.run.arena = m->k.arena;
    value_literal(&out, dmn_eval(m->model, n, &m->input, &m->k.run), NULL);
    buf_putc(&out, '\0');
    assert_string_equal(out.p, wanted);
}

static void assert_str(struct str got, const char *wanted)
{
    if (!str_eq(got, str_c(wanted)))
        fail_msg("%.*s instead of %s", STR_ARG(got), wanted);
}

static void assert_refused(const char *xml, const char *wanted)
{
    struct model *m = model_of(str_c(xml));
    assert_int_equal(m->rc, RC_INVALID);
    assert_str(ask_problem(&m->k), wanted);
    model_free(m);
}

/* -- reading and asking -- */

#define TABLE                                                                                                \
    "<decisionTable hitPolicy=\"UNIQUE\">"                                                                   \
    "<input><inputExpression typeRef=\"number\"><text>完成率</text></inputExpression></input>\n"          \
    "<output name=\"得分\"/><output name=\"等次\"/>\n"                                                   \
    "<rule><inputEntry><text>&gt;= 90</text></inputEntry><outputEntry><text>10</text></outputEntry>"         \
    "<outputEntry><text>\"优\"</text></outputEntry></rule>\n"                                               \
    "<rule><inputEntry><text>&lt; 90</text></inputEntry><outputEntry><text>5</text></outputEntry>"           \
    "<outputEntry><text>\"良\"</text></outputEntry></rule></decisionTable>"

static void a_decision_is_asked_with_what_it_needs(void **state)
{
    (void)state;
    struct model *m = model_read(
        MODEL DECISION("d2", "一句话", NEEDS("d1") NEEDS_INPUT("i") LITERAL("评级.等次 + string(完成率)"))
            INPUT("i", "完成率", "number") DECISION("d1", "评级", NEEDS_INPUT("i") TABLE) END);
    give(m, "{完成率: 95}");
    assert_gives(m, "一句话", "\"优95\"");
    assert_gives(m, "d1", "{得分: 10, 等次: \"优\"}");
    give(m, "{完成率: 3}");
    assert_gives(m, "评级", "{得分: 5, 等次: \"良\"}");
    model_free(m);
}

static void names_may_hold_blanks_and_references_the_models_own_namespace(void **state)
{
    (void)state;
    struct model *m = model_read(MODEL INPUT("i", "年度 得分", "number") DECISION(
        "d", "两 倍",
        "<informationRequirement><requiredInput href=\"urn:t#i\"/></informationRequirement>" LITERAL(
            "年度 得分 * 2")) END);
    give(m, "{\"年度 得分\": 4}");
    assert_gives(m, "两 倍", "8");
    model_free(m);
}

static void all_versions_from_1_1_on_are_read(void **state)
{
    (void)state;
    static const char *const SPACE[] = {
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd", "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/", "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/"};
    for (size_t i = 0; i < COUNT_OF(SPACE); i++) {
        struct arena *a = arena_new(0);
        struct str xml = arena_printf(a,
                                      "<dmn:definitions xmlns:dmn=\"%s\" xmlns:feel=\"urn:feel\" "
                                      "namespace=\"urn:t\" name=\"m\"><dmn:decision "
                                      "name=\"d\"><dmn:variable name=\"d\" "
                                      "typeRef=\"feel:number\"/><dmn:literalExpression><dmn:text>1+1"
                                      "</dmn:text></dmn:literalExpression></dmn:decision></dmn:definitions>",
                                      SPACE[i]);
        struct model *m = model_read(xml.p);
        assert_gives(m, "d", "2");
        assert_int_equal(dmn_find(m->model, STR("d"))->type->kind, TYPE_NUMBER);
        model_free(m);
        arena_free(a);
    }
    assert_refused("<definitions xmlns=\"urn:other\" name=\"m\"/>", "dmn.no_model 1:0");
    assert_refused("<testCases xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\"/>", "dmn.no_model 1:0");
}

static void an_input_of_another_type_is_null_and_says_so(void **state)
{
    (void)state;
    struct model *m = model_read(
        MODEL "<itemDefinition name=\"t分\"><typeRef>number</typeRef><allowedValues><text>[0..100]</text>"
              "</allowedValues></itemDefinition>\n" INPUT("i", "分", "t分")
                  DECISION("d", "d", NEEDS_INPUT("i") LITERAL("分 = null")) END);
    give(m, "{分: 100}");
    assert_gives(m, "d", "false");
    assert_int_equal(m->k.run.notes, 0);
    give(m, "{分: 101}");
    assert_gives(m, "d", "true");
    assert_str(ask_noted(&m->k), "dmn.input_type 3:0");
    give(m, "{分: \"100\"}");
    assert_gives(m, "d", "true");
    give(m, "{}");
    assert_gives(m, "d", "true");
    assert_int_equal(m->k.run.notes, 0);
    model_free(m);
}

static void a_result_is_what_its_variable_says(void **state)
{
    (void)state;
    struct model *m =
        model_read(MODEL DECISION("d", "d",
                                  "<variable name=\"d\" typeRef=\"string\"/><literalExpression>\n<text>\n  1 "
                                  "+ 2</text></literalExpression>") END);
    assert_gives(m, "d", "null");
    assert_str(ask_noted(&m->k), "feel.result_type 4:3");
    model_free(m);
}

static void types_are_read_in_any_order_and_narrow_each_other(void **state)
{
    (void)state;
    struct model *m = model_read(
        MODEL
        "<itemDefinition name=\"b\"><typeRef>a</typeRef><allowedValues><text>&gt; 5</text></allowedValues>"
        "</itemDefinition><itemDefinition name=\"a\"><typeRef>number</typeRef><allowedValues><text>&lt; "
        "10</text>"
        "</allowedValues></itemDefinition><itemDefinition name=\"l\" "
        "isCollection=\"true\"><typeRef>b</typeRef>"
        "<typeConstraint><text>count(?) = 2</text></typeConstraint></itemDefinition>\n" INPUT("i", "x", "b")
            INPUT("k", "y", "l") DECISION("d", "d", NEEDS_INPUT("i") NEEDS_INPUT("k") LITERAL("[x, y]")) END);
    give(m, "{x: 7, y: [6, 7]}");
    assert_gives(m, "d", "[7, [6, 7]]");
    give(m, "{x: 5, y: [6, 7, 8]}");
    assert_gives(m, "d", "[null, null]");
    give(m, "{x: 10, y: [6, 11]}");
    assert_gives(m, "d", "[null, null]");
    model_free(m);
}

static void a_function_of_another_decision_keeps_the_inputs_it_saw(void **state)
{
    (void)state;
    struct model *m = model_read(MODEL INPUT("i", "a", "number") INPUT("k", "b", "number") DECISION(
        "f", "f", NEEDS_INPUT("i") NEEDS_INPUT("k") LITERAL("function(n: number) n * b - a"))
                                     DECISION("d", "d", NEEDS("f") LITERAL("f(10)")) END);
    give(m, "{a: 1, b: 2}");
    assert_gives(m, "d", "19");
    model_free(m);
}

static void a_decision_without_logic_takes_a_given_value(void **state)
{
    (void)state;
    struct model *m =
        model_read(MODEL DECISION("o", "专家意见", "<variable name=\"专家意见\" typeRef=\"string\"/>")
                       DECISION("d", "d", NEEDS("o") LITERAL("\"意见：\" + 专家意见")) END);
    give(m, "{专家意见: \"可\"}");
    assert_gives(m, "d", "\"意见：可\"");
    model_free(m);
}

static void the_limits_of_a_run_hold_for_all_decisions_together(void **state)
{
    (void)state;
    struct model *m =
        model_read(MODEL DECISION("a", "a", LITERAL("count(for i in 1..600 return i)"))
                       DECISION("b", "b", NEEDS("a") LITERAL("a + count(for i in 1..600 return i)")) END);
    m->k.run.steps_max = 4000;
    assert_gives(m, "a", "600");
    assert_false(m->k.run.is_stopped);
    m->k.run.steps_max = m->k.run.steps + 300;
    assert_gives(m, "b", "null");
    assert_true(m->k.run.is_stopped);
    model_free(m);
}

/* -- what one decision lacks -- */

static void what_is_not_supported_is_named_with_its_line_and_the_rest_works(void **state)
{
    (void)state;
    struct model *m =
        model_read(MODEL "<import name=\"x\" namespace=\"urn:x\"/>\n"
                         "<businessKnowledgeModel id=\"k\" name=\"k\"/>\n" DECISION(
                             "a", "a",
                             "<knowledgeRequirement><requiredKnowledge href=\"#k\"/>"
                             "</knowledgeRequirement>" LITERAL("k(1)"))
                             DECISION("b", "b", NEEDS("a") LITERAL("a")) DECISION("c", "c", "<context/>")
                                 DECISION("d", "d", LITERAL("1 +")) DECISION("e", "e", LITERAL("42")) END);
    static const struct {
        const char *name;
        enum dmn_lack lack;
        const char *lacks;
    } WANTED[] = {{"a", DMN_LACKS_ELEMENT, "businessKnowledgeModel"},
                  {"b", DMN_LACKS_NEED, "a"},
                  {"c", DMN_LACKS_ELEMENT, "context"},
                  {"d", DMN_LACKS_SENSE, ""},
                  {"e", DMN_WHOLE, ""}};
    for (size_t i = 0; i < COUNT_OF(WANTED); i++) {
        const struct dmn_node *n = dmn_find(m->model, str_c(WANTED[i].name));
        assert_int_equal(n->lack, WANTED[i].lack);
        assert_int_equal(n->is_supported, n->lack == DMN_WHOLE);
        assert_str(n->lacks, WANTED[i].lacks);
    }
    assert_str(ask_warned(&m->k), "dmn.not_supported 2:0");
    assert_gives(m, "e", "42");
    assert_gives(m, "b", "null");
    assert_str(ask_noted(&m->k), "dmn.not_evaluated 5:0");
    model_free(m);
}

static void a_mistake_in_an_expression_has_its_place_in_the_file(void **state)
{
    (void)state;
    struct model *m = model_read(MODEL DECISION(
        "d", "d", "\n<literalExpression>\n<text>1 +\n 2 + nul</text></literalExpression>") END);
    assert_str(ask_warned(&m->k), "feel.unknown_name 5:6");
    model_free(m);
    m = model_read(MODEL DECISION("d", "d", LITERAL("1 &lt; nul")) END); /* escapes hide the column */
    assert_str(ask_warned(&m->k), "feel.unknown_name 2:0");
    model_free(m);
    m = model_read(MODEL DECISION("d", "d", LITERAL("nul")) END);
    assert_str(ask_warned(&m->k), "feel.unknown_name 2:52");
    model_free(m);
}

static void an_unknown_type_takes_only_those_who_use_it(void **state)
{
    (void)state;
    struct model *m = model_read(MODEL INPUT("i", "x", "tNone") INPUT("k", "y", "number") DECISION(
        "a", "a", NEEDS_INPUT("i") LITERAL("x")) DECISION("b", "b", NEEDS_INPUT("k") LITERAL("y")) END);
    assert_str(ask_warned(&m->k), "dmn.unknown_type 2:0");
    assert_false(dmn_find(m->model, STR("a"))->is_supported);
    give(m, "{y: 1}");
    assert_gives(m, "b", "1");
    model_free(m);
}

static void a_table_with_too_few_cells_or_another_policy_is_not_guessed(void **state)
{
    (void)state;
    struct model *m =
        model_read(MODEL DECISION("a", "a", "<decisionTable hitPolicy=\"SOME\"><output/></decisionTable>")
                       DECISION("b", "b", "<decisionTable><output/>\n<rule/></decisionTable>")
                           DECISION("c", "c", "<decisionTable/>") END);
    assert_str(ask_warned(&m->k), "dmn.hit_policy 2:0");
    for (const char *name = "abc"; *name; name++)
        assert_int_equal(dmn_find(m->model, str_of(name, 1))->lack, DMN_LACKS_SENSE);
    model_free(m);
}

/* -- files that are refused -- */

static void a_file_that_is_no_model_is_refused_at_its_place(void **state)
{
    (void)state;
    assert_refused("", "dmn.not_xml 1:1");
    assert_refused("<a>\n<b></a>", "dmn.not_xml 2:6");
    assert_refused("<?xml version=\"1.0\"?>\n<!DOCTYPE x [<!ENTITY a \"b\">]>" MODEL END, "dmn.doctype 2:0");
    assert_refused(MODEL "&undefined;" END, "dmn.not_xml 2:1");
    assert_refused(MODEL "\n<a b=\"\xFF\"/>" END, "dmn.not_utf8 3:0");
    assert_refused(MODEL "<a:b/>" END, "dmn.not_xml 2:1");
}

static void references_ids_names_and_circles_are_looked_at(void **state)
{
    (void)state;
    assert_refused(MODEL DECISION("a", "a", NEEDS("zzz") LITERAL("1")) END, "dmn.nowhere 2:0");
    assert_refused(MODEL DECISION("a", "a", "<informationRequirement/>" LITERAL("1")) END, "dmn.nowhere 2:0");
    assert_refused(MODEL DECISION("a", "a", LITERAL("1")) DECISION("a", "b", LITERAL("1")) END,
                   "dmn.same_id 3:0");
    assert_refused(MODEL DECISION("a", "a", LITERAL("1")) DECISION("b", "a", LITERAL("1")) END,
                   "dmn.same_name 3:0");
    assert_refused(MODEL "<decision id=\"a\">" LITERAL("1") "</decision>" END, "dmn.no_name 2:0");
    assert_refused(MODEL DECISION("a", "a", NEEDS("a") LITERAL("1")) END, "dmn.circle 2:0");
    assert_refused(MODEL DECISION("a", "a", NEEDS("b") LITERAL("1"))
                       DECISION("b", "b", NEEDS("c") LITERAL("1")) DECISION("c", "c", NEEDS("a") LITERAL("1"))
                           END,
                   "dmn.circle 2:0");
    assert_refused(MODEL
                   "<itemDefinition name=\"t\"><itemComponent name=\"c\"><typeRef>t</typeRef></itemComponent>"
                   "</itemDefinition>" END,
                   "dmn.type_circle 2:0");
    assert_refused(MODEL "<itemDefinition name=\"t\"/><itemDefinition name=\"t\"/>" END,
                   "dmn.type_twice 2:0");
}

/* `n` times the same text between a beginning and an end. */
static void assert_repeated(const char *begin, const char *each, size_t n, const char *end,
                            const char *wanted)
{
    struct buf b CLEANUP(buf_release) = {0};
    buf_put(&b, str_c(begin));
    for (size_t i = 0; i < n; i++)
        buf_put(&b, str_c(each));
    buf_put(&b, str_c(end));
    struct model *m = model_of(buf_str(&b));
    assert_str(m->rc == RC_OK ? STR("read") : ask_problem(&m->k), wanted);
    model_free(m);
}

static void the_limits_of_a_file_hold_at_the_limit_and_one_beyond(void **state)
{
    (void)state;
    assert_repeated(MODEL, "<a>", XML_DEPTH_MAX - 1, "", "dmn.not_xml 2:298");
    assert_repeated(MODEL, "<a>", XML_DEPTH_MAX, "", "dmn.too_deep 2:0");
    assert_repeated(MODEL, "<x:a xmlns:x=\"u\"/>", 199999, END, "read");
    assert_repeated(MODEL, "<x:a xmlns:x=\"u\"/>", 200000, END, "dmn.too_many_elements 2:0");
    assert_repeated(MODEL "<text>", "0123456789", DMN_BYTES_MAX / 10 + 1, "</text>" END, "dmn.too_large 0:0");
    assert_repeated(MODEL "<decision name=\"d\"", " a=\"\"", 2, "/>" END, "dmn.not_xml 2:25");
}

/* `n` types, each a list of the one before or behind it. */
static void assert_types_in_each_other(int n, bool is_forward, bool is_known)
{
    struct buf b CLEANUP(buf_release) = {0};
    buf_put(&b, STR(MODEL));
    for (int i = 0; i < n - 1; i++)
        buf_printf(
            &b,
            "<itemDefinition name=\"t%04d\" isCollection=\"true\"><typeRef>t%04d</typeRef></itemDefinition>",
            is_forward ? i : i + 1, is_forward ? i + 1 : i);
    buf_printf(&b, "<itemDefinition name=\"t%04d\"><typeRef>number</typeRef></itemDefinition>",
               is_forward ? n - 1 : 0);
    buf_printf(&b, "<inputData name=\"i\"><variable name=\"i\" typeRef=\"t%04d\"/></inputData>" END,
               is_forward ? 0 : n - 1);
    struct model *m = model_of(buf_str(&b));
    assert_int_equal(m->rc, RC_OK);
    assert_int_equal(dmn_find(m->model, STR("i"))->is_supported, is_known);
    if (!is_known)
        assert_str(str_sub(ask_warned(&m->k), 0, 17), "dmn.type_too_deep");
    model_free(m);
}

static void types_in_each_other_have_a_depth_in_whatever_order_they_stand(void **state)
{
    (void)state;
    for (int is_forward = 0; is_forward < 2; is_forward++) {
        assert_types_in_each_other(DMN_TYPE_DEPTH_MAX, is_forward, true);
        assert_types_in_each_other(DMN_TYPE_DEPTH_MAX + 1, is_forward, false);
        assert_types_in_each_other(DMN_TYPES_MAX, is_forward, false);
    }
}

static void a_chain_as_long_as_the_model_is_walked_without_recursion(void **state)
{
    (void)state;
    struct buf b CLEANUP(buf_release) = {0};
    buf_put(&b, STR(MODEL DECISION("d0", "d0", LITERAL("1"))));
    for (int i = 1; i < DMN_NODES_MAX; i++)
        buf_printf(&b, "<decision id=\"d%d\" name=\"d%d\">" NEEDS("d%d") LITERAL("d%d + 1") "</decision>", i,
                   i, i - 1, i - 1);
    size_t whole = b.n;
    buf_put(&b, STR(END));
    struct model *m = model_of(buf_str(&b));
    assert_int_equal(m->rc, RC_OK);
    assert_gives(m, "d1999", "2000");
    model_free(m);
    b.n = whole;
    buf_put(&b, STR(DECISION("more", "more", LITERAL("1")) END));
    m = model_of(buf_str(&b));
    assert_str(ask_problem(&m->k), "dmn.too_many_nodes 1:0");
    model_free(m);
}

/* -- writing -- */

static struct str written(struct model *m)
{
    const struct dmn_node *const *node;
    const struct feel_type *const *type;
    struct buf b CLEANUP(buf_release) = {0};
    size_t n = dmn_nodes(m->model, &node), types = dmn_types(m->model, &type);
    dmn_write(&b, STR("m"), node, n, type, types);
    return arena_str(m->k.arena, buf_str(&b));
}

static void assert_same_again(struct model *m)
{
    const struct dmn_node *const *node, *const *same;
    struct str first = written(m);
    struct model *again = model_read(first.p);
    size_t n = dmn_nodes(m->model, &node);
    assert_int_equal(n, dmn_nodes(again->model, &same));
    for (size_t i = 0; i < n; i++) {
        assert_true(str_eq(node[i]->name, same[i]->name) && str_eq(node[i]->expression, same[i]->expression));
        assert_true(node[i]->is_supported && same[i]->is_supported);
        assert_true(type_conforms(node[i]->type, same[i]->type) &&
                    type_conforms(same[i]->type, node[i]->type));
        assert_int_equal(node[i]->needs_n, same[i]->needs_n);
    }
    assert_str(written(again), first.p);
    model_free(again);
}

static void what_is_written_is_read_again_and_gives_the_same(void **state)
{
    (void)state;
    struct model *m = model_read(
        MODEL "<itemDefinition name=\"t\"><itemComponent name=\"a &lt; b\" "
              "isCollection=\"true\"><typeRef>number</typeRef>"
              "<allowedValues><text>&gt; 1</text></allowedValues></itemComponent></itemDefinition>\n" INPUT(
                  "i", "x", "t") INPUT("1 2", "y &amp; &quot;z&quot;", "list&lt;list&lt;number&gt;&gt;")
                  INPUT("f", "f", "function&lt;number&gt;-&gt;number")
                      DECISION("d", "d",
                               NEEDS_INPUT("i") NEEDS_INPUT("1 2")
                                   LITERAL("\n if 1 &lt; 2\n then \"&lt;&amp;\" else null ")) END);
    assert_same_again(m);
    model_free(m);
    m = model_read(MODEL INPUT("i", "完成率", "number") DECISION("d", "评级", NEEDS_INPUT("i") TABLE) END);
    assert_same_again(m);
    model_free(m);
}

static void a_drawn_table_becomes_a_model(void **state)
{
    (void)state;
    struct ask k = ask_new();
    static const struct str CELL[] = {STR_INIT("U"),    STR_INIT("完成率"), STR_INIT("→ 等次"),
                                      STR_INIT("允许"), STR_INIT(""),       STR_INIT("优，差"),
                                      STR_INIT("1"),    STR_INIT("≥80"),    STR_INIT("优"),
                                      STR_INIT("2"),    STR_INIT("<80"),    STR_INIT("差")};
    struct feel_input input = {STR("完成率"), &FEEL_NUMBER};
    struct feel_scope scope = {.input = &input, .inputs = 1};
    struct rules drawn, plain;
    *k.problems = (struct problems){.arena = k.arena};
    assert_int_equal(rules_of_grid(k.arena, CELL, 4, 3, 1, STR("评级"), &drawn, k.problems), RC_OK);
    assert_int_equal(rules_plain(k.arena, &drawn, &scope, &plain), RC_OK);
    struct dmn_node in = {
        .kind = DMN_INPUT, .name = STR("完成率"), .type = &FEEL_NUMBER, .is_supported = true};
    const struct dmn_node *need = &in;
    struct dmn_node rated = {.kind = DMN_DECISION,
                             .name = STR("评级"),
                             .type = &FEEL_ANY,
                             .needs = &need,
                             .needs_n = 1,
                             .rules = &plain,
                             .is_supported = true};
    const struct dmn_node *node[] = {&in, &rated};
    struct buf b CLEANUP(buf_release) = {0};
    dmn_write(&b, STR("评级"), node, 2, NULL, 0);
    struct model *m = model_of(buf_str(&b));
    assert_int_equal(m->rc, RC_OK);
    give(m, "{完成率: 80}");
    assert_gives(m, "评级", "\"优\"");
    give(m, "{完成率: 79}");
    assert_gives(m, "评级", "\"差\"");
    model_free(m);
    ask_free(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_decision_is_asked_with_what_it_needs),
        cmocka_unit_test(names_may_hold_blanks_and_references_the_models_own_namespace),
        cmocka_unit_test(all_versions_from_1_1_on_are_read),
        cmocka_unit_test(an_input_of_another_type_is_null_and_says_so),
        cmocka_unit_test(a_result_is_what_its_variable_says),
        cmocka_unit_test(types_are_read_in_any_order_and_narrow_each_other),
        cmocka_unit_test(a_function_of_another_decision_keeps_the_inputs_it_saw),
        cmocka_unit_test(a_decision_without_logic_takes_a_given_value),
        cmocka_unit_test(the_limits_of_a_run_hold_for_all_decisions_together),
        cmocka_unit_test(what_is_not_supported_is_named_with_its_line_and_the_rest_works),
        cmocka_unit_test(a_mistake_in_an_expression_has_its_place_in_the_file),
        cmocka_unit_test(an_unknown_type_takes_only_those_who_use_it),
        cmocka_unit_test(a_table_with_too_few_cells_or_another_policy_is_not_guessed),
        cmocka_unit_test(a_file_that_is_no_model_is_refused_at_its_place),
        cmocka_unit_test(references_ids_names_and_circles_are_looked_at),
        cmocka_unit_test(the_limits_of_a_file_hold_at_the_limit_and_one_beyond),
        cmocka_unit_test(types_in_each_other_have_a_depth_in_whatever_order_they_stand),
        cmocka_unit_test(a_chain_as_long_as_the_model_is_walked_without_recursion),
        cmocka_unit_test(what_is_written_is_read_again_and_gives_the_same),
        cmocka_unit_test(a_drawn_table_becomes_a_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
