#include "web/web.h"

#include "web/asset.h"

/* Content under one name never changes (its hash is part of it), so browsers keep it for a year. */
static void reply_asset(const struct http_request *q, struct http_reply *r, const struct asset *asset)
{
    r->type = asset->type;
    http_reply_header(r, STR("Cache-Control"), STR("public, max-age=31536000, immutable"));
    http_reply_header(r, STR("ETag"), asset->etag);
    http_reply_header(r, STR("X-Content-Type-Options"), STR("nosniff"));
    http_reply_header(r, STR("Vary"), STR("Accept-Encoding"));
    if (str_eq(http_header(q, STR("if-none-match")), asset->etag)) {
        r->status = 304;
        return;
    }
    struct str accepts = http_header(q, STR("accept-encoding"));
    if (asset->gzip.n && str_find_str(accepts, STR("gzip")) < accepts.n) {
        http_reply_header(r, STR("Content-Encoding"), STR("gzip"));
        r->fixed = asset->gzip;
        return;
    }
    r->fixed = asset->raw;
}

void web_handle(void *ctx, struct http_request *q, struct http_reply *r)
{
    const struct asset *asset = str_starts(q->path, STR("/assets/")) ? asset_find(q->path) : NULL;
    if (asset && (q->method == HTTP_GET || q->method == HTTP_HEAD))
        reply_asset(q, r, asset);
    else
        door_handle(ctx, q, r);
}
