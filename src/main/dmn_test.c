/* kaocheng dmn test: every test file below a directory, against the models that they name. One line for each
 * file on stdout: file, passed, failed, skipped, why skipped; what failed is told on stderr. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/key.h"
#include "main/dmn.h"
#include "main/feel.h"
#include "text/text.h"

#define WALK_DEPTH_MAX 16
#define VALUES_BYTES_MAX (256L * 1024 * 1024)
#define REASONS_MAX 16
#define TEST_SPACE "http://www.omg.org/spec/DMN/20160719/testcase"

struct tally {
    size_t passed, failed, skipped;
    size_t values, values_met, nulls, nulls_met; /* without the skipped */
};

struct testing {
    struct arena *arena;  /* of one file */
    struct arena *values; /* what one evaluation makes */
    struct arena *names;  /* of the walk */
    enum lang lang;
    struct feel_scope scope;
    struct value now;
    struct tally sum;
    size_t files;
    bool has_stopped; /* something could not be read */
    bool rewrites;    /* models are written, and what is asked is what was read again */
    /* The file at hand. */
    struct str file;
    const struct dmn_model *model;
    const struct dmn_model *asked; /* the same, or the one that was read again */
    struct tally here;
    struct str reason[REASONS_MAX];
    size_t reasons;
};

static void skip(struct testing *t, struct str why)
{
    t->here.skipped++;
    for (size_t i = 0; i < t->reasons; i++)
        if (str_eq(t->reason[i], why))
            return;
    if (t->reasons < REASONS_MAX)
        t->reason[t->reasons++] = why;
}

static struct str literal(struct testing *t, struct value v)
{
    struct buf b CLEANUP(buf_release) = {0};
    value_literal(&b, v, t->scope.zones);
    return arena_str(t->arena, buf_str(&b));
}

static void say_failed(struct testing *t, const struct xml_element *test, struct str node, struct value want,
                       struct str got)
{
    struct str arg[] = {t->file, xmltree_attribute(test, "id"), node, literal(t, want)};
    command_say(t->lang, t->arena, K("dmn.test_failed"), arg, COUNT_OF(arg));
    command_say(t->lang, t->arena, K("dmn.test_got"), &got, 1);
    t->here.failed++;
}

static void unreadable(struct testing *t, struct str why)
{
    struct str arg[] = {t->file, why};
    command_say(t->lang, t->arena, K("dmn.unreadable_test"), arg, COUNT_OF(arg));
    t->here.failed++;
}

/* -- one result -- */

/* The node that is not supported by itself, of those that a decision needs. */
static const struct dmn_node *root_of_lack(const struct dmn_node *n)
{
    while (n && n->lack == DMN_LACKS_NEED) {
        const struct dmn_node *next = NULL;
        for (size_t i = 0; i < n->needs_n && !next; i++)
            if (!n->needs[i]->is_supported)
                next = n->needs[i];
        n = next;
    }
    return n;
}

static void count_result(struct testing *t, struct value want, bool is_met)
{
    bool is_null = want.kind == VALUE_NULL;
    *(is_null ? &t->here.nulls : &t->here.values) += 1;
    *(is_null ? &t->here.nulls_met : &t->here.values_met) += is_met;
    t->here.passed += is_met;
}

static void ask(struct testing *t, const struct xml_element *test, const struct dmn_node *decision,
                const struct value *input, struct value want)
{
    struct feel_run run = {.arena = t->values, .now = t->now};
    struct value got = dmn_eval(t->asked, dmn_find(t->asked, decision->name), input, &run);
    bool is_met = dmn_value_same(want, got);
    count_result(t, want, is_met);
    if (!is_met) {
        struct str note = feel_note_text(t->arena, t->lang, &run), is = literal(t, got);
        say_failed(t, test, decision->name, want,
                   arena_printf(t->arena, "%.*s  %.*s", STR_ARG(is), STR_ARG(note)));
    }
    arena_reset(t->values);
}

static void run_result(struct testing *t, const struct xml_element *test, const struct xml_element *result,
                       const struct value *input)
{
    const struct xml_element *expected = xmltree_child(result, "expected");
    struct str name = xmltree_attribute(result, "name");
    const struct dmn_node *decision = dmn_find(t->model, name),
                          *root = decision ? root_of_lack(decision) : NULL;
    struct value want = VALUE_OF_NULL;
    if (expected && !dmn_value_read(t->arena, expected, t->scope.zones, &want)) {
        unreadable(t, name);
        return;
    }
    if (root && root->lack == DMN_LACKS_ELEMENT) {
        skip(t, root->lacks);
    } else if (root && root->lack && want.kind == VALUE_NULL) {
        skip(t, STR("refused")); /* it cannot be evaluated; the kit has null for that */
    } else if (!decision || root->lack) {
        count_result(t, want, false);
        say_failed(t, test, name, want, STR("-"));
    } else {
        ask(t, test, decision, input, want);
    }
}

/* -- one case -- */

static bool read_inputs(struct testing *t, const struct xml_element *test, struct value *ret)
{
    size_t n = 0, i = 0;
    for (const struct xml_element *e = xmltree_child(test, "inputNode"); e; e = xmltree_next(e))
        n++;
    struct value_entry *entry = ARENA_ARRAY(t->arena, struct value_entry, n + 1);
    for (const struct xml_element *e = xmltree_child(test, "inputNode"); e; e = xmltree_next(e), i++) {
        entry[i].key = xmltree_attribute(e, "name");
        if (!dmn_value_read(t->arena, e, t->scope.zones, &entry[i].value))
            return false;
    }
    *ret = value_context(t->arena, entry, n);
    return ret->kind == VALUE_CONTEXT;
}

static void run_case(struct testing *t, const struct xml_element *test)
{
    struct str type = xmltree_attribute(test, "type");
    bool is_decision = type.n == 0 || str_eq(type, STR("decision"));
    struct value input;
    if (!read_inputs(t, test, &input)) {
        unreadable(t, xmltree_attribute(test, "id"));
        return;
    }
    for (const struct xml_element *e = xmltree_child(test, "resultNode"); e; e = xmltree_next(e)) {
        if (is_decision)
            run_result(t, test, e, &input);
        else
            skip(t, type);
    }
}

/* -- one file -- */

static struct str written(struct testing *t, const struct dmn_model *m)
{
    const struct dmn_node *const *node;
    const struct feel_type *const *type;
    struct buf b CLEANUP(buf_release) = {0};
    size_t n = dmn_nodes(m, &node), types = dmn_types(m, &type);
    dmn_write(&b, STR("again"), node, n, type, types);
    return arena_str(t->arena, buf_str(&b));
}

/* What was written gives, read again, the same bytes. */
static bool read_again(struct testing *t, struct problems *problems)
{
    struct str first = written(t, t->model);
    problems_clear(problems);
    bool is_read = dmn_read(t->arena, first, &t->scope, &t->asked, problems) == RC_OK;
    if (is_read && str_eq(first, written(t, t->asked)))
        return true;
    unreadable(t, is_read ? STR("dmn_write") : feel_problem_text(t->arena, t->lang, problems));
    return false;
}

static bool read_model(struct testing *t, struct str dir, struct str name, struct problems *problems)
{
    struct err err = {0};
    struct str xml;
    if (name.n == 0 || str_find(name, '/') < name.n) {
        unreadable(t, STR("modelName"));
        return false;
    }
    struct str path = arena_printf(t->arena, "%.*s/%.*s", STR_ARG(dir), STR_ARG(name));
    enum rc rc = command_read_file(t->arena, path, DMN_BYTES_MAX, &xml, &err);
    if (rc != RC_OK) {
        command_say_error(t->arena, t->lang, &err);
        unreadable(t, name);
        return false;
    }
    if (dmn_read(t->arena, xml, &t->scope, &t->model, problems) == RC_OK) {
        t->asked = t->model;
        return !t->rewrites || read_again(t, problems);
    }
    unreadable(t, feel_problem_text(t->arena, t->lang, problems));
    return false;
}

static void print_file(struct testing *t)
{
    (void)printf("%.*s\t%zu\t%zu\t%zu\t", STR_ARG(t->file), t->here.passed, t->here.failed, t->here.skipped);
    for (size_t i = 0; i < t->reasons; i++)
        (void)printf("%s%.*s", i ? "," : "", STR_ARG(t->reason[i]));
    (void)putchar('\n');
}

static void add(struct tally *to, const struct tally *t)
{
    to->passed += t->passed;
    to->failed += t->failed;
    to->skipped += t->skipped;
    to->values += t->values;
    to->values_met += t->values_met;
    to->nulls += t->nulls;
    to->nulls_met += t->nulls_met;
}

static void run_cases(struct testing *t, struct str dir, const struct xml_element *root)
{
    const struct xml_element *name = xmltree_child(root, "modelName");
    struct problems *problems = ARENA_NEW(t->arena, struct problems);
    problems->arena = t->arena;
    if (read_model(t, dir, name ? str_trim(name->text) : (struct str){0}, problems))
        for (const struct xml_element *e = xmltree_child(root, "testCase"); e; e = xmltree_next(e))
            run_case(t, e);
    print_file(t);
    add(&t->sum, &t->here);
    t->files++;
}

static void run_file(struct testing *t, struct str dir, struct str path)
{
    struct err err = {0};
    struct str xml;
    const struct xml_element *root;
    struct problems *problems = ARENA_NEW(t->arena, struct problems);
    problems->arena = t->arena;
    t->file = path;
    t->here = (struct tally){0};
    t->reasons = 0;
    if (command_read_file(t->arena, path, DMN_TEST_BYTES_MAX, &xml, &err) != RC_OK) {
        command_say_error(t->arena, t->lang, &err);
        t->has_stopped = true;
    } else if (xmltree_read(t->arena, xml, DMN_TEST_BYTES_MAX, &root, problems) != RC_OK) {
        unreadable(t, feel_problem_text(t->arena, t->lang, problems));
        add(&t->sum, &t->here);
    } else if (xmltree_is(root, "testCases") && str_eq(root->space, STR(TEST_SPACE))) {
        run_cases(t, dir, root);
    }
    arena_reset(t->arena);
}

/* -- the walk -- */

static void walk(struct testing *t, struct str dir, int depth);

static void visit(struct testing *t, struct str dir, struct str name, int depth)
{
    struct stat st;
    struct str path = arena_printf(t->names, "%.*s/%.*s", STR_ARG(dir), STR_ARG(name));
    if (str_starts(name, STR(".")) || lstat(path.p, &st) != 0)
        return;
    if (S_ISDIR(st.st_mode))
        walk(t, path, depth + 1);
    else if (S_ISREG(st.st_mode) && str_ends(name, STR(".xml")))
        run_file(t, dir, path);
}

static void walk(struct testing *t, struct str dir, int depth)
{
    struct dirent **entry = NULL;
    int n = depth > WALK_DEPTH_MAX ? -1 : scandir(dir.p, &entry, NULL, alphasort);
    if (n < 0) {
        t->has_stopped = true;
        command_say(t->lang, t->names,
                    depth > WALK_DEPTH_MAX ? K("dmn.walk_too_deep") : K("dmn.no_directory"), &dir, 1);
        return;
    }
    for (int i = 0; i < n; i++) {
        visit(t, dir, str_c(entry[i]->d_name), depth);
        free(entry[i]);
    }
    free(entry);
}

static void print_sum(struct testing *t)
{
    size_t n[] = {t->files,          t->sum.passed, t->sum.failed,    t->sum.skipped,
                  t->sum.values_met, t->sum.values, t->sum.nulls_met, t->sum.nulls};
    struct str arg[COUNT_OF(n)];
    for (size_t i = 0; i < COUNT_OF(n); i++)
        arg[i] = arena_printf(t->names, "%zu", n[i]);
    struct str sum = text_fill(t->names, text_get(t->lang, K("dmn.test_sum")), arg, 4),
               values = text_fill(t->names, text_get(t->lang, K("dmn.test_values")), arg + 4, 4);
    (void)printf("%.*s\n%.*s\n", STR_ARG(sum), STR_ARG(values));
}

int command_dmn_test(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    struct arena *file CLEANUP(arena_freep) = arena_new(0);
    struct arena *values CLEANUP(arena_freep) = arena_new(VALUES_BYTES_MAX);
    struct testing t = {.arena = file, .values = values, .names = a, .lang = lang};
    t.rewrites = command_option(c, value, "rewritten").n > 0;
    struct str dir = arena_str(a, value[c->options]);
    if (dir.n == 0) {
        command_say(lang, a, K("dmn.no_operand"), NULL, 0);
        return EXIT_USAGE;
    }
    if (!file || !values || !feel_begin(a, lang, &t.scope))
        return EXIT_CANNOT;
    if (!feel_now(c, a, lang, value, t.scope.zones, &t.now))
        return EXIT_USAGE;
    walk(&t, dir, 0);
    if (t.files == 0)
        command_say(lang, a, K("dmn.no_tests"), &dir, 1);
    print_sum(&t);
    if (fflush(stdout) != 0 || t.has_stopped || t.files == 0)
        return EXIT_CANNOT;
    return t.sum.failed ? EXIT_FOUND : EXIT_DONE;
}
