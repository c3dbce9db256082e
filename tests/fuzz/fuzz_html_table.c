/* Any bytes as a page with tables: the tag in front makes them one. */
#include "base/buf.h"
#include "table_held.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    CLEANUP(buf_release) struct buf b = {0};
    buf_put(&b, STR("<table>"));
    buf_put(&b, str_of((const char *)data, n));
    held_of_bytes(buf_str(&b));
    return 0;
}
