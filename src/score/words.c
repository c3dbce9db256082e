/* What people write who have not looked a key up: the Chinese word for it. It is not taken, so that there is
 * one way to write a scheme; but the key that was meant is said. */
#include "score/reader.h"

static const struct {
    struct str said;
    const char *key;
} words[] = {
    {STR_INIT("代号"), "id"},
    {STR_INIT("编号"), "id"},
    {STR_INIT("名称"), "name"},
    {STR_INIT("分值"), "points"},
    {STR_INIT("满分"), "points"},
    {STR_INIT("权重"), "weight"},
    {STR_INIT("数据项"), "measure"},
    {STR_INIT("指标"), "measure"},
    {STR_INIT("方法"), "method"},
    {STR_INIT("计分方法"), "method"},
    {STR_INIT("目标"), "target"},
    {STR_INIT("目标值"), "target"},
    {STR_INIT("上限"), "cap"},
    {STR_INIT("封顶"), "cap"},
    {STR_INIT("下限"), "floor"},
    {STR_INIT("下级"), "children"},
    {STR_INIT("单位"), "units"},
    {STR_INIT("计量单位"), "unit"},
    {STR_INIT("类别"), "classes"},
    {STR_INIT("等次"), "grades"},
    {STR_INIT("排名"), "ranking"},
    {STR_INIT("舍入"), "rounding"},
    {STR_INIT("小数位数"), "decimals"},
    {STR_INIT("公式"), "formula"},
    {STR_INIT("年度"), "year"},
    {STR_INIT("总分"), "full_marks"},
    {STR_INIT("难度系数"), "factor"},
    {STR_INIT("条件"), "when"},
    {STR_INIT("事项"), "items"},
    {STR_INIT("分段"), "bands"},
    {STR_INIT("完成率"), "ratio"},
    {STR_INIT("比例"), "ratio"},
    {STR_INIT("直接计分"), "direct"},
    {STR_INIT("直接"), "direct"},
    {STR_INIT("控制型"), "control"},
    {STR_INIT("反比"), "inverse"},
    {STR_INIT("达标"), "attained"},
    {STR_INIT("功效系数"), "efficacy"},
    {STR_INIT("名次递减"), "rank_step"},
    {STR_INIT("排名"), "rank_step"},
    {STR_INIT("扣分"), "deduct"},
    {STR_INIT("加分"), "add"},
    {STR_INIT("加减分"), "plus_minus"},
    {STR_INIT("差距扣分"), "gap_deduct"},
    {STR_INIT("一票否决"), "veto"},
    {STR_INIT("票决"), "votes"},
    {STR_INIT("增幅"), "growth"},
    {STR_INIT("表达式"), "feel"},
    {STR_INIT("决策表"), "table"},
    {STR_INIT("名次表"), "rank_points"},
};

bool word_means(struct str said, const char *key)
{
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_eq(words[i].said, said) && str_eq(str_c(words[i].key), str_c(key)))
            return true;
    return false;
}
