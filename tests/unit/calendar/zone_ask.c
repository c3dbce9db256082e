/* Answers questions about zones, line by line, for zones_test.py:
 *
 *     z PATH           a file: "ok" or the key of the error
 *     u SECONDS        of an instant: OFFSET YYYYMMDD MINUTE
 *     l YYYYMMDD MIN   of a time on the wall: SECONDS */
#include <inttypes.h>
#include <stdio.h>

#include "calendar/zone.h"

static const struct zone *zone_from(struct arena *a, char *path)
{
    static char bytes[1 << 20];
    struct err err = {0};
    const struct zone *z = NULL;
    path[strcspn(path, "\n")] = 0;
    FILE *f = fopen(path, "rb");
    size_t n = f ? fread(bytes, 1, sizeof bytes, f) : 0;
    if (f)
        (void)fclose(f);
    arena_reset(a);
    puts(zone_read(a, str_c(path), str_of(bytes, n), &z, &err) ? err.text : "ok");
    return z;
}

int main(void)
{
    struct arena *a = arena_new(0);
    const struct zone *z = NULL;
    char line[4096];
    int64_t v;
    int minute;
    while (fgets(line, sizeof line, stdin)) {
        if (line[0] == 'z') {
            z = zone_from(a, line + 2);
        } else if (sscanf(line, "u %" SCNd64, &v) == 1) {
            int64_t day = zone_day(z, v * 1000, &minute);
            printf("%" PRId32 " %" PRId64 " %d\n", zone_offset_s(z, v * 1000), day, minute);
        } else if (sscanf(line, "l %" SCNd64 " %d", &v, &minute) == 2) {
            printf("%" PRId64 "\n", zone_ms(z, v, minute) / 1000);
        }
    }
    arena_free(a);
    return 0;
}
