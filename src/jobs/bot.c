#include "jobs/bot.h"

#include <inttypes.h>
#include <sodium.h>

#include "base/json.h"

const char *bot_base(enum channel_kind kind)
{
    static const char *const base[CHANNEL_KINDS] = {[CHANNEL_WECOM] = "https://qyapi.weixin.qq.com",
                                                    [CHANNEL_DINGTALK] = "https://oapi.dingtalk.com",
                                                    [CHANNEL_FEISHU] = "https://open.feishu.cn"};
    return base[kind];
}

static struct str sign(struct arena *a, struct str key, struct str message)
{
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_state state;
    size_t room = sodium_base64_ENCODED_LEN(sizeof mac, sodium_base64_VARIANT_ORIGINAL);
    char *out = arena_alloc(a, room);
    (void)crypto_auth_hmacsha256_init(&state, (const unsigned char *)key.p, key.n);
    (void)crypto_auth_hmacsha256_update(&state, (const unsigned char *)message.p, message.n);
    (void)crypto_auth_hmacsha256_final(&state, mac);
    return str_c(sodium_bin2base64(out, room, mac, sizeof mac, sodium_base64_VARIANT_ORIGINAL));
}

/* Base64 knows three characters that an address does not. */
static struct str percent_encoded(struct arena *a, struct str base64)
{
    struct buf b CLEANUP(buf_release) = {0};
    for (size_t i = 0; i < base64.n; i++)
        if (base64.p[i] == '+' || base64.p[i] == '/' || base64.p[i] == '=')
            buf_printf(&b, "%%%02X", (unsigned)base64.p[i]);
        else
            buf_putc(&b, base64.p[i]);
    return arena_str(a, buf_str(&b));
}

/* {"msgtype":"text","text":{"content":…}} in the words of each. */
static struct str body_of(struct arena *a, struct str type_key, struct str type, struct str content_key,
                          struct str key, struct str text, struct str timestamp, struct str signature)
{
    struct buf b CLEANUP(buf_release) = {0};
    struct json j = json_to(&b);
    j.is_loose = true;
    json_object(&j);
    if (signature.n) {
        json_key(&j, STR("timestamp"));
        json_str(&j, timestamp);
        json_key(&j, STR("sign"));
        json_str(&j, signature);
    }
    json_key(&j, type_key);
    json_str(&j, type);
    json_key(&j, content_key);
    json_object(&j);
    json_key(&j, key);
    json_str(&j, text);
    json_object_end(&j);
    json_object_end(&j);
    return arena_str(a, buf_str(&b));
}

/* Text is read by everybody, also where Markdown is not shown; so Markdown only where it holds more. */
static struct str wecom_body(struct arena *a, const struct digest *d)
{
    const struct str none = {0}, msgtype = STR("msgtype"), markdown = STR("markdown"), text = STR("text");
    size_t left;
    struct str content = digest_group_text(a, d, BOT_TEXT_BYTES_MAX, &left);
    if (left == 0)
        return body_of(a, msgtype, text, text, STR("content"), content, none, none);
    content = digest_markdown(a, d, BOT_MARKDOWN_BYTES_MAX, &left);
    return body_of(a, msgtype, markdown, markdown, STR("content"), content, none, none);
}

static struct bot_message dingtalk(struct arena *a, struct str base, const struct channel_way *way,
                                   int64_t now_ms, struct str text)
{
    struct bot_message m = {
        .url = arena_printf(a, "%.*s/robot/send?access_token=%.*s", STR_ARG(base), STR_ARG(way->address)),
        .body = body_of(a, STR("msgtype"), STR("text"), STR("text"), STR("content"), text, (struct str){0},
                        (struct str){0})};
    if (way->secret.n == 0)
        return m;
    struct str said = arena_printf(a, "%" PRId64 "\n%.*s", now_ms, STR_ARG(way->secret));
    struct str signature = percent_encoded(a, sign(a, way->secret, said));
    m.url =
        arena_printf(a, "%.*s&timestamp=%" PRId64 "&sign=%.*s", STR_ARG(m.url), now_ms, STR_ARG(signature));
    return m;
}

static struct bot_message feishu(struct arena *a, struct str base, const struct channel_way *way,
                                 int64_t now_ms, struct str text)
{
    struct str seconds = arena_printf(a, "%" PRId64, now_ms / 1000), signature = {0};
    if (way->secret.n)
        signature = sign(a, arena_printf(a, "%.*s\n%.*s", STR_ARG(seconds), STR_ARG(way->secret)), STR(""));
    return (struct bot_message){
        .url = arena_printf(a, "%.*s/open-apis/bot/v2/hook/%.*s", STR_ARG(base), STR_ARG(way->address)),
        .body =
            body_of(a, STR("msg_type"), STR("text"), STR("content"), STR("text"), text, seconds, signature)};
}

struct bot_message bot_message_make(struct arena *a, enum channel_kind kind, struct str base,
                                    const struct channel_way *way, int64_t now_ms, const struct digest *d)
{
    size_t left;
    if (kind == CHANNEL_WECOM)
        return (struct bot_message){.url = arena_printf(a, "%.*s/cgi-bin/webhook/send?key=%.*s",
                                                        STR_ARG(base), STR_ARG(way->address)),
                                    .body = wecom_body(a, d)};
    ASSERT(kind != CHANNEL_MAIL);
    struct str text = digest_group_text(a, d, BOT_MARKDOWN_BYTES_MAX, &left);
    return kind == CHANNEL_DINGTALK ? dingtalk(a, base, way, now_ms, text)
                                    : feishu(a, base, way, now_ms, text);
}
