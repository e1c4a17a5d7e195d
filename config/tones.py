"""Which tone a status has: by its stored value or its Chinese word. Shape and colour follow from the tone."""

QUIET, WORK, DUE, DONE, STOP, ENDED = "quiet", "work", "due", "done", "stop", "ended"

WORDS = {
    QUIET: "草稿 未开始 待办 无 未启用 未签署 draft todo waiting",
    WORK: (
        "核验中 二次核查 单位内部审批 审核中 second_check internal 已提交 进行中 已接受 待签署 已受理 查询中 待审核 "
        "changed checking reviewing submitted accepted contracted rectifying prepared requested concluded "
        "working queued running pending asked scanned submitting"
    ),
    DUE: (
        "退回补正 需更正 已看未完成 即将到期 已退回 需补正 待补正 暂停 已暂停 超期 重试 提示 注意 "
        "notice attention mapping returned suspended overdue expiring retrying warn uncertain proposed"
    ),
    DONE: (
        "已发布 有效 已完成 已备案 生效 已通过 已签署 已确认 已办 通过 已发送 现行 "
        "active resumed fine published in_force done approved signed filed active confirmed pass sent clear done "
        "settled agreed"
    ),
    STOP: (
        "不符合 不予通过 不予登记 失败 异议 无效 错误 "
        "objected stop failed rejected refused faulty dead error barred patent_gone"
    ),
    ENDED: (
        "已撤回 已终止 已届满 已停用 已被取代 已取消 停用 废止 "
        "withdrawn declined void ended expired superseded cancelled inactive recalled took_effect"
    ),
}
TONES = {word: tone for tone, words in WORDS.items() for word in words.split()}


def tone_of(status: str) -> str:
    """The tone of a status; an unknown one is quiet."""
    return TONES.get(status, QUIET)
