/* Of a PDF (ISO 32000) the two ends are looked at: readers accept much in front and behind, which is how a
 * file becomes two. */
#include "attach/cleaners.h"
#include "base/key.h"

#define TAIL_BYTES 1024

enum rc pdf_check(struct str bytes, struct err *err)
{
    struct str tail = str_sub(bytes, bytes.n > TAIL_BYTES ? bytes.n - TAIL_BYTES : 0, TAIL_BYTES);
    if (archive_ends_here(bytes)) {
        (void)FAIL(err, RC_INVALID, "attach.two_in_one", "a PDF in front, an archive behind");
        err_hint(err, K("attach.two_in_one_hint"));
        return RC_INVALID;
    }
    if (str_find_str(tail, STR("%%EOF")) == tail.n)
        return attach_torn("a PDF without its end", err);
    return RC_OK;
}
