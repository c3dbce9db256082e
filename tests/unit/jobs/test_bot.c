/* What each platform is sent, and what its answer means. The signatures were reckoned by Python's hmac. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "jobs/bot.h"
#include "jobs/bot_answer.h"

#define ARENA(a)                                                                                             \
    (void)state;                                                                                             \
    struct arena *a CLEANUP(arena_freep) = arena_new(0)
#define NOW_MS INT64_C(1599360473000)

static struct digest digest_of(struct arena *a, size_t lines, size_t bytes)
{
    struct digest_line *line = ARENA_ARRAY(a, struct digest_line, lines + 1);
    struct digest_group *group = ARENA_NEW(a, struct digest_group);
    char *text = arena_alloc(a, bytes + 1);
    memset(text, 'x', bytes);
    for (size_t i = 0; i < lines; i++)
        line[i] = (struct digest_line){.text = str_of(text, bytes)};
    *group = (struct digest_group){.heading = STR("督办事项"), .line = line, .n = lines};
    return (struct digest){.lang = LANG_ZH_CN,
                           .city = STR("云澜市"),
                           .subject = STR("群"),
                           .lead = STR("以下"),
                           .group = group,
                           .groups = 1,
                           .lines = lines};
}

static struct bot_message message(struct arena *a, enum channel_kind kind, struct str secret, size_t lines,
                                  size_t bytes)
{
    struct digest d = digest_of(a, lines, bytes);
    struct channel_way way = {.address = STR("token_1"), .secret = secret};
    return bot_message_make(a, kind, STR("https://im.example"), &way, NOW_MS, &d);
}

/* Bytes of the text in the body, whose only signs in need of escaping are line ends. */
static size_t content_bytes(struct str body, struct str before)
{
    size_t at = str_find_str(body, before), n = 0;
    assert_true(at < body.n);
    struct str s = str_sub(body, at + before.n, SIZE_MAX);
    for (size_t i = 0; i < s.n && s.p[i] != '"'; i++, n++)
        i += s.p[i] == '\\';
    return n;
}

static void the_signature_of_dingtalk_stands_in_the_address(void **state)
{
    ARENA(a);
    struct bot_message m = message(a, CHANNEL_DINGTALK, STR("SEC000000000000000000000"), 1, 5);
    assert_true(str_eq(m.url, STR("https://im.example/robot/send?access_token=token_1&timestamp=1599360473000"
                                  "&sign=kjOV9n%2FgRl1AeeXnxqNB9wcQisVPOw%2B8ce62niAcJZ4%3D")));
    m = message(a, CHANNEL_DINGTALK, (struct str){0}, 1, 5);
    assert_true(str_eq(m.url, STR("https://im.example/robot/send?access_token=token_1")));
}

static void the_signature_of_feishu_stands_in_the_body(void **state)
{
    ARENA(a);
    struct bot_message m = message(a, CHANNEL_FEISHU, STR("demo"), 1, 5);
    assert_true(str_eq(m.url, STR("https://im.example/open-apis/bot/v2/hook/token_1")));
    assert_true(str_starts(
        m.body, STR("{\"timestamp\":\"1599360473\",\"sign\":\"l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=\","
                    "\"msg_type\":\"text\",\"content\":{\"text\":\"群\\n")));
    m = message(a, CHANNEL_FEISHU, (struct str){0}, 1, 5);
    assert_true(str_starts(m.body, STR("{\"msg_type\"")));
}

static void wecom_gets_text_while_it_fits_and_markdown_when_it_holds_more(void **state)
{
    ARENA(a);
    bool was_text = false, was_markdown = false;
    for (size_t lines = 1; lines < 90; lines++) {
        struct bot_message m = message(a, CHANNEL_WECOM, (struct str){0}, lines, 50);
        bool is_text = str_starts(m.body, STR("{\"msgtype\":\"text\""));
        size_t n = content_bytes(m.body, STR("\"content\":\""));
        assert_true(str_eq(m.url, STR("https://im.example/cgi-bin/webhook/send?key=token_1")));
        assert_true(n <= (is_text ? (size_t)BOT_TEXT_BYTES_MAX : (size_t)BOT_MARKDOWN_BYTES_MAX));
        assert_true(!was_markdown || !is_text); /* once too long, always too long */
        was_text |= is_text;
        was_markdown |= !is_text;
    }
    assert_true(was_text && was_markdown);
}

static void an_answer_is_taken_only_when_the_platform_says_so(void **state)
{
    (void)state;
    assert_int_equal(bot_answer(STR("{\"errcode\":0,\"errmsg\":\"ok\"}")), 0);
    assert_int_equal(bot_answer(STR("{\"StatusCode\":0,\"StatusMessage\":\"success\"}")), 0);
    assert_int_equal(bot_answer(STR("{\"code\":19021,\"msg\":\"sign match fail\"}")), 19021);
    assert_int_equal(bot_answer(STR("{\"errcode\":45009}")), 45009);
    static const char *const bad[] = {
        "", "{}", "[]", "{\"errcode\":\"0\"}", "<html>", "{\"errcode\":0,\"errcode\":1}", "0"};
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_int_equal(bot_answer(str_c(bad[i])), -1);
}

/* Whatever is pasted, what is kept can be put behind an address. */
static void of_what_is_pasted_the_token_alone_is_kept(void **state)
{
    (void)state;
    static const struct {
        enum channel_kind kind;
        const char *text, *token; /* NULL: refused */
    } rows[] = {
        {CHANNEL_WECOM, " https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx \n",
         "693a91f6-7xxx"},
        {CHANNEL_WECOM, "693a91f6-7xxx", "693a91f6-7xxx"},
        {CHANNEL_WECOM, "https://evil.example/send?key=693a91f6-7xxx&debug=1", "693a91f6-7xxx"},
        {CHANNEL_DINGTALK, "https://oapi.dingtalk.com/robot/send?access_token=abcdef0123", "abcdef0123"},
        {CHANNEL_FEISHU, "https://open.feishu.cn/open-apis/bot/v2/hook/0a1b2c3d-11", "0a1b2c3d-11"},
        {CHANNEL_FEISHU, "https://open.feishu.cn/open-apis/bot/v2/hook/0a1b2c3d/../x", NULL},
        {CHANNEL_WECOM, "693a91f6 7xxx", NULL},
        {CHANNEL_WECOM, "693a91f6\r\nHost: x", NULL},
        {CHANNEL_WECOM, "short", NULL},
        {CHANNEL_DINGTALK, "https://oapi.dingtalk.com/robot/send", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct err err = {0};
        struct str token = {0};
        enum rc rc = channel_bot_token(rows[i].kind, str_c(rows[i].text), &token, &err);
        assert_int_equal(rc, rows[i].token ? RC_OK : RC_INVALID);
        if (rows[i].token)
            assert_true(str_eq(token, str_c(rows[i].token)));
        else
            assert_string_equal(err.text, "channel.bot_unfit");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_signature_of_dingtalk_stands_in_the_address),
        cmocka_unit_test(the_signature_of_feishu_stands_in_the_body),
        cmocka_unit_test(wecom_gets_text_while_it_fits_and_markdown_when_it_holds_more),
        cmocka_unit_test(an_answer_is_taken_only_when_the_platform_says_so),
        cmocka_unit_test(of_what_is_pasted_the_token_alone_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
