/* A file in pieces, for the script of assets/kc.js:
 *
 *     POST /files/uploads          name, size                  {"id":"…","have":0}
 *     POST /files/uploads/ID       from, piece (a file)        {"have":N}; 409: it goes on elsewhere, ask
 *     GET  /files/uploads/ID                                   {"have":N,"size":M}; Upload-Offset says N too
 *     POST /files/uploads/ID/drop                              {"have":0}
 *
 * Each POST carries the token of the form. The field `NAME-upload` of the form then names the upload. */
#include <inttypes.h>

#include "base/json.h"
#include "web/attach_field.h"

static void reply(struct door *d, struct str id, int64_t have, int64_t size)
{
    struct json j = json_to(d->r->body);
    d->r->type = STR("application/json");
    http_reply_header(d->r, STR("Upload-Offset"), arena_printf(d->a, "%" PRId64, have));
    json_object(&j);
    json_key(&j, STR("have"));
    json_int(&j, have);
    json_key(&j, STR("id"));
    json_str(&j, id);
    if (size) {
        json_key(&j, STR("size"));
        json_int(&j, size);
    }
    json_object_end(&j);
}

enum rc handle_upload_open(struct door *d, struct err *err)
{
    struct upload_open in = {.name = http_form(d->q, STR("name"))};
    struct act_receipt receipt;
    if (!str_to_i64(http_form(d->q, STR("size")), &in.size))
        return FAIL(err, RC_INVALID, "attach.empty", "size is no number");
    enum rc rc = door_act(d, &in, &receipt, err);
    if (rc == RC_OK)
        reply(d, receipt.answer, 0, in.size);
    return rc == RC_OK ? RC_OK : err_arg(err, 0, in.name);
}

enum rc handle_upload_put(struct door *d, struct err *err)
{
    struct upload_put in = {.upload_id = door_param(d, STR("upload")),
                            .bytes = http_form(d->q, STR("piece"))};
    struct act_receipt receipt;
    int64_t have = 0;
    if (!str_to_i64(http_form(d->q, STR("from")), &in.from_byte))
        in.from_byte = -1; /* the act says where it goes on */
    enum rc rc = door_act(d, &in, &receipt, err);
    if (rc == RC_OK && str_to_i64(receipt.answer, &have))
        reply(d, in.upload_id, have, 0);
    return rc;
}

enum rc handle_upload(struct door *d, struct err *err)
{
    struct upload upload;
    enum rc rc =
        upload_load(d->db, d->a, &d->who.actor, d->now_ms, door_param(d, STR("upload")), &upload, err);
    if (rc == RC_OK)
        reply(d, upload.upload_id, upload.have, upload.size);
    return rc;
}

enum rc handle_upload_drop(struct door *d, struct err *err)
{
    struct upload_drop in = {.upload_id = door_param(d, STR("upload"))};
    struct act_receipt receipt;
    enum rc rc = door_act(d, &in, &receipt, err);
    if (rc == RC_OK)
        reply(d, in.upload_id, 0, 0);
    return rc;
}
