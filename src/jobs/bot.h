/* The three bots: what each wants to be sent, and what its answer means. Pure; the clock comes in.
 *
 *   企业微信  BASE/cgi-bin/webhook/send?key=TOKEN: text of at most 2,048 bytes, Markdown of at most 4,096
 *   钉钉      BASE/robot/send?access_token=TOKEN&timestamp=MS&sign=S: S is the base64 of HMAC-SHA256 over
 *             "MS\nSECRET" with the secret as key, percent-encoded
 *   飞书      BASE/open-apis/bot/v2/hook/TOKEN: in the body timestamp (seconds) and sign, the base64 of
 *             HMAC-SHA256 over nothing with "SECONDS\nSECRET" as key
 *
 * 企业微信 and 钉钉 take 20 messages a minute and bot; we keep to that for all three. */
#ifndef JOBS_BOT_H
#define JOBS_BOT_H

#include "domain/channel.h"
#include "jobs/digest.h"

#define BOT_TEXT_BYTES_MAX 2048
#define BOT_MARKDOWN_BYTES_MAX 4096

struct bot_message {
    struct str url, body; /* body: JSON */
};
/* `base`: "https://qyapi.weixin.qq.com", without a stroke at its end. kind is no mail. */
struct bot_message bot_message_make(struct arena *a, enum channel_kind kind, struct str base,
                                    const struct channel_way *way, int64_t now_ms, const struct digest *d);
/* The public address of each; NULL for mail. */
const char *bot_base(enum channel_kind kind);

#endif
