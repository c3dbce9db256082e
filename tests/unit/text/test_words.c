/* What a text is found by, and what not. */
#include "unit/kit.h"

#include "base/utf8.h"
#include "text/words.h"

static struct words read_c(struct kit *kit, const char *s) { return words_read(kit->arena, str_c(s)); }

static struct str joined_keys(struct kit *kit, struct word_keys keys)
{
    struct buf out CLEANUP(buf_release) = {0};
    for (size_t i = 0; i < keys.n; i++) {
        if (i)
            buf_putc(&out, ' ');
        buf_put(&out, keys.key[i]);
    }
    return arena_str(kit->arena, buf_str(&out));
}

#define assert_keys(kit, text, keys)                                                                         \
    assert_str(joined_keys((kit), words_keys((kit)->arena, read_c((kit), (text)))), keys)

static bool is_found(struct kit *kit, const char *query, const char *text)
{
    struct word_query q = words_query(kit->arena, str_c(query));
    struct words words = words_read_code(kit->arena, str_c(text));
    for (size_t i = 0; i < q.n; i++)
        if (words_find(words, &q.phrase[i], 0) == words.n)
            return false;
    return q.n > 0;
}

/* What is looked up is in the index of every text in which the phrase stands: else it would be lost. */
static bool is_looked_up(struct kit *kit, const char *query, const char *text)
{
    struct word_query q = words_query(kit->arena, str_c(query));
    struct word_keys have = words_keys(kit->arena, words_read_code(kit->arena, str_c(text)));
    for (size_t i = 0; i < q.n; i++)
        for (size_t k = 0; k < q.phrase[i].keys.n; k++) {
            size_t at = 0;
            while (at < have.n && !str_eq(have.key[at], q.phrase[i].keys.key[k]))
                at++;
            if (at == have.n)
                return false;
        }
    return true;
}

#define FOUND(kit, query, text)                                                                              \
    do {                                                                                                     \
        assert_true(is_found((kit), (query), (text)));                                                       \
        assert_true(is_looked_up((kit), (query), (text)));                                                   \
    } while (0)

static void chinese_is_known_by_its_pairs_and_the_ends_of_runs(void **state)
{
    struct kit *kit = *state;
    assert_keys(kit, "住房保障", "住 住房 保障 房保 障");
    assert_keys(kit, "督", "督");
    assert_keys(kit, "扬尘、住房", "住 住房 尘 房 扬 扬尘");
    assert_keys(kit, "", "");
    assert_keys(kit, "，。！", "");
}

static void width_case_and_marks_do_not_matter(void **state)
{
    struct kit *kit = *state;
    assert_keys(kit, "ＧＤＰ ２０２６ Café", "2026 cafe gdp");
    assert_keys(kit, "㎡ Ⅲ ①", "1 2 iii m");
    FOUND(kit, "gdp", "ＧＤＰ增速");
    FOUND(kit, "ＧＤＰ增速", "gdp增速");
    FOUND(kit, "〇六", "第〇六号");
    FOUND(kit, "老旧", "老\u200b旧小区");
}

static void a_code_is_found_by_any_part_that_a_person_types(void **state)
{
    struct kit *kit = *state;
    static const char *const typed[] = {
        "督2026-0147", "2026-0147", "2026-147", "147",        "0147",
        "督2026",      "2026",      "20260147", "督2026 147", "督２０２６－０１４７",
        "2026—0147",   "2026〕147"};
    for (size_t i = 0; i < COUNT_OF(typed); i++)
        FOUND(kit, typed[i], "督2026-0147");
    static const char *const other[] = {"1470", "47", "督2025-0147", "0147-2026", "2026-148", "202601"};
    for (size_t i = 0; i < COUNT_OF(other); i++)
        assert_false(is_found(kit, other[i], "督2026-0147"));
    FOUND(kit, "国办发明电〔2025〕7号", "国办发明电〔2025〕7号");
    FOUND(kit, "国办发明电(2025)7号", "国办发明电〔2025〕7号");
    FOUND(kit, "7号", "国办发明电〔2025〕7号");
    FOUND(kit, "督察", "政府督察室");
    assert_false(is_found(kit, "号7", "国办发明电〔2025〕7号"));
}

static void a_longer_phrase_must_stand_as_it_was_written(void **state)
{
    struct kit *kit = *state;
    FOUND(kit, "老旧小区改造", "市区老旧小区改造三期");
    assert_false(is_found(kit, "老旧小区改造", "改造小区，老旧楼房"));
    assert_false(is_found(kit, "老旧小区", "老旧楼、旧小院、小区")); /* each pair alone is there */
    FOUND(kit, "老旧 改造", "市区老旧小区改造三期");
    FOUND(kit, "住房、保障", "住房保障");
    assert_false(is_found(kit, "住房保障", "住房、保障"));
    FOUND(kit, "5G基站", "建成5G基站120座");
    FOUND(kit, "督", "政府督察室"); /* seen where it stands, though nothing is looked up by it */
}

static void a_character_alone_is_not_looked_up_where_it_could_be_inside_a_run(void **state)
{
    struct kit *kit = *state;
    struct word_query q = words_query(kit->arena, STR("督"));
    assert_int_equal(q.n, 1);
    assert_int_equal(q.phrase[0].keys.n, 0);
    FOUND(kit, "督、办", "政府督办室"); /* found, as signs do not matter; neither is the end of a run */
    FOUND(kit, "督2026", "某督2026-0147");
    FOUND(kit, "2026督", "在2026督查中");
}

static void a_query_is_phrases_without_the_empty_and_the_double(void **state)
{
    struct kit *kit = *state;
    struct word_query q = words_query(kit->arena, STR("  住房　保障 \t住房 ，。 "));
    assert_int_equal(q.n, 2);
    assert_true(q.phrase[0].is_plain);
    assert_int_equal(words_query(kit->arena, STR("")).n, 0);
    assert_int_equal(words_query(kit->arena, STR("　 —— ")).n, 0);
    assert_false(words_query(kit->arena, STR("住房保")).phrase[0].is_plain);
    assert_true(words_query(kit->arena, STR("0147")).phrase[0].is_plain);
}

static void marks_name_the_bytes_of_the_text_itself(void **state)
{
    struct kit *kit = *state;
    struct str text = STR("关于ＧＤＰ与住房保障、住房的通知");
    struct word_query q = words_query(kit->arena, STR("gdp 住房 房保障"));
    struct word_marks m = words_marks(kit->arena, words_read(kit->arena, text), &q);
    assert_int_equal(m.n, 3);
    assert_str(str_sub(text, m.mark[0].from, m.mark[0].to - m.mark[0].from), "ＧＤＰ");
    assert_str(str_sub(text, m.mark[1].from, m.mark[1].to - m.mark[1].from), "住房保障");
    assert_str(str_sub(text, m.mark[2].from, m.mark[2].to - m.mark[2].from), "住房");
}

static void a_very_long_word_is_known_by_its_start(void **state)
{
    struct kit *kit = *state;
    char digits[200];
    memset(digits, '7', sizeof digits);
    struct words words = words_read(kit->arena, str_of(digits, sizeof digits));
    struct word_keys keys = words_keys(kit->arena, words);
    assert_int_equal(keys.n, 1);
    assert_int_equal(keys.key[0].n, WORD_KEY_BYTES_MAX);
    struct word_query q = words_query(kit->arena, str_of(digits, sizeof digits - 1));
    assert_false(q.phrase[0].is_plain);
    assert_int_equal(words_find(words, &q.phrase[0], 0), words.n);
}

/* Whatever stands in a text is found by it: the words, the marks and the keys agree, and nothing leaves the
 * bounds. */
static void every_code_point_is_read_and_found_again(void **state)
{
    struct kit *kit = *state;
    for (uint32_t c = 1; c < 0x20000; c++) {
        char text[16] = "甲";
        if (c >= 0xd800 && c < 0xe000)
            continue;
        size_t n = 3 + utf8_encode(c, text + 3);
        memcpy(text + n, "Z", 1);
        n++;
        struct str s = str_of(text, n);
        struct words words = words_read(kit->arena, s);
        struct word_query q = words_query(kit->arena, s);
        struct word_marks m = words_marks(kit->arena, words, &q);
        assert_true(words.n >= 2 && q.n >= 1 && m.n >= 1);
        for (size_t i = 0; i < words.n; i++)
            assert_true(words.word[i].from < words.word[i].to && words.word[i].to <= n);
        for (size_t i = 0; i < q.n; i++)
            assert_true(words_find(words, &q.phrase[i], 0) < words.n);
        if (c % 64 == 0)
            arena_reset(kit->arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(chinese_is_known_by_its_pairs_and_the_ends_of_runs),
        KIT_TEST(width_case_and_marks_do_not_matter),
        KIT_TEST(a_code_is_found_by_any_part_that_a_person_types),
        KIT_TEST(a_longer_phrase_must_stand_as_it_was_written),
        KIT_TEST(a_character_alone_is_not_looked_up_where_it_could_be_inside_a_run),
        KIT_TEST(a_query_is_phrases_without_the_empty_and_the_double),
        KIT_TEST(marks_name_the_bytes_of_the_text_itself),
        KIT_TEST(a_very_long_word_is_known_by_its_start),
        KIT_TEST(every_code_point_is_read_and_found_again),
    };
    return cmocka_run_group_tests_name("text words", tests, NULL, NULL);
}
