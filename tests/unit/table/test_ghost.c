/* What is left out of the bytes of a sheet, and what is given as it is. */
#include "kit.h"

#include "table/ghost.h"

static bool gather(void *ctx, struct str piece)
{
    buf_put(ctx, piece);
    return true;
}

/* In two pieces, cut at `cut`. */
static void filter(struct str s, size_t cut, struct buf *out)
{
    CLEANUP(ghost_release) struct ghost g = {.take = gather, .ctx = out};
    buf_clear(out);
    assert_true(ghost_take(&g, str_sub(s, 0, cut)));
    assert_true(ghost_take(&g, str_sub(s, cut, s.n)));
    assert_true(ghost_end(&g));
}

/* The same wherever the bytes are cut into pieces. */
static void becomes(const char *from, const char *to)
{
    CLEANUP(buf_release) struct buf out = {0};
    for (size_t cut = 0; cut <= strlen(from); cut++) {
        filter(str_c(from), cut, &out);
        assert_str(buf_str(&out), to);
    }
}

#define ROW "<row r=\"2\"><c r=\"A2\"><v>1</v></c>"

static void painted_cells_and_rows_of_them_are_left_out(void **state)
{
    (void)state;
    becomes("<d>" ROW "<c r=\"B2\" s=\"4\"/></row></d>", "<d>" ROW "</row></d>");
    becomes("<d>" ROW "</row><row r=\"3\" s=\"1\">\n <c r=\"A3\" s=\"4\"/>\n<c r=\"B3\" "
            "s=\"4\"></c>\n</row><row r=\"4\"/></d>",
            "<d>" ROW "</row></d>");
    becomes("<d><row r=\"3\"><c r=\"A3\"/><c r=\"B3\"><f>A1</f></c></row></d>",
            "<d><row r=\"3\"><c r=\"B3\"><f>A1</f></c></row></d>");
}

static void what_has_no_place_of_its_own_is_counted_from_what_was_left_out(void **state)
{
    (void)state;
    becomes("<d><row r=\"7\"><c r=\"A7\"/></row><row><c/><c><v>1</v></c></row></d>",
            "<d><row r=\"7\"></row><row><c/><c><v>1</v></c></row></d>");
    becomes("<d><row r=\"7\"/><row/></d>", "<d><row r=\"7\"/><row/></d>");
    becomes("<d><row r=\"7\"><c r=\"A7\"/><c r=\"B7\"/><c><v>1</v></c></row></d>",
            "<d><row r=\"7\"><c r=\"B7\"/><c><v>1</v></c></row></d>");
}

static void what_only_looks_like_a_painted_cell_is_given_as_it_is(void **state)
{
    static const char *const SAME[] = {
        "<d><!-- <c r=\"A1\"/> --><row r=\"1\"><c r=\"A1\"/></row></d>",
        "<d><![CDATA[<c r=\"A1\"/>]]></d>",
        "<d><row r=\"1\" x=\"a>b\"><c r=\"A1\" y=\"a>b\"/></row></d>",
        "<d><row r=\"1\">text</row><cols/><col r=\"1\"/></d>",
        "<d><x:row r=\"1\"><x:c r=\"A1\"/></x:row></d>",
        "<d><row r=\"1\"><c r=\"A1\"><v/></c></row>",
        "<d><row r=\"1\"",
        "",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(SAME); i++)
        becomes(SAME[i], SAME[i]);
}

static void a_tag_that_does_not_end_is_not_waited_for(void **state)
{
    CLEANUP(buf_release) struct buf in = {0}, out = {0};
    (void)state;
    buf_put(&in, STR("<c r=\""));
    for (int i = 0; i < GHOST_TAG_MAX; i++)
        buf_putc(&in, '1');
    struct ghost g = {.take = gather, .ctx = &out};
    assert_true(ghost_take(&g, buf_str(&in)));
    assert_int_equal(out.n, in.n);
    ghost_release(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(painted_cells_and_rows_of_them_are_left_out),
        cmocka_unit_test(what_has_no_place_of_its_own_is_counted_from_what_was_left_out),
        cmocka_unit_test(what_only_looks_like_a_painted_cell_is_given_as_it_is),
        cmocka_unit_test(a_tag_that_does_not_end_is_not_waited_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
