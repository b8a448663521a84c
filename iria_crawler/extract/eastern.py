"""Bylines of Chinese, Japanese and Korean papers, in which labels and jobs touch names and a space may part them."""

import re

_HAN = "一-鿿"
_REPORTER = "记者|記者"
LABEL = rf"""
    [{_HAN}]{{0,8}} (?:{_REPORTER}) (?: \s*[:：/／|\s]\s* | (?=[{_HAN}]{{2,4}}(?:[\s、／/]|$)) )
  | (?:責任編輯|责任编辑|责编|编辑|作者|著者|撰文|撰稿|采写|執筆|執筆者|構成|聞き手|編集委員|ライター|图文
    |(?:(?:取材|采访|採訪|撮影|写真|[图圖])[・、/／])?文(?:[・、/／][图圖])?) \s* [:：/／|\s＝=・] \s*
  | 글(?:[·/,]\s*사진)?\s*[:=]\s* | 기자\s*[:：]\s*
  | \w{{1,10}}[=＝]\w{{1,10}}[)）\]】]\s*
  | (?!写真|撮影|図) [ァ-ヶー{_HAN}]{{2,10}}＝(?=[{_HAN}ぁ-ん]{{2,8}}$)
  | [가-힣]{{2,10}}=(?=[가-힣]{{2,4}}\s[가-힣]{{2,6}}$)"""
"""Who wrote it, where, and for which agency: "本报记者", "取材・文＝", "(서울=연합뉴스)"."""

OTHER_ROLE = (
    r"(?:^|[\s、，,；;(（]+)(?:图片?|圖片?|摄影|攝影|写真|撮影|视频|制图|图表|校对|翻译|사진|그래픽|영상)(?:\s*[:：/／|・＝=].*$|$)"
    r"|[\s、，,；;(（]+(?:编辑|編輯|责编|责任编辑|責任編輯|審核|审核)\s*[:：/／].*$"
)
"""Pictures by, edited by."""

DOT = rf"(?<![{_HAN}가-힣])\s*·\s*|\s*·\s*(?![{_HAN}가-힣])"
"""A dot that parts a byline from what stands beside it: that in 卡尔·多恩 is of the name."""

_LISTS = re.compile(r"[记编责]")  # of simplified Chinese: in Japan a space parts family and given name
_FILED = re.compile(r"[\s／/，,]+\S{0,10}(?:报道|報導|報道|[电電])\W*$")
_SPACE = re.compile(rf"(?<=[{_HAN}]{{2}})\s+(?:通讯员\s*)?(?=[{_HAN}]{{2,4}}(?:\s|$))")
_TITLE = re.compile(rf"(?<=[{_HAN}]{{3}})(?:{_REPORTER}|編集委員|特派員)$")
_JOB = re.compile(
    r"(?:\s+[가-힣]{2,4}부)?\s+[가-힣]{0,4}(?:기자|특파원|논설위원|전문위원|앵커|칼럼니스트)(?=$|[\s,·、])(?:\s*=\s*$)?"
)
_BESIDE = re.compile(r"(?<=[가-힣])\s*[·,]\s*(?=[가-힣]{2,4}(?:[\s·,]|$))")
_BRACKETS = re.compile(r"^[【（(](.*)[】）)]$")


def alone(line: str, label: str) -> str:
    """The names in a line without jobs and places, "、" between them: "李明 王芳 北京报道" is "李明、王芳"."""
    line = _BRACKETS.sub(r"\1", _FILED.sub("", line))
    if _LISTS.search(label):
        line = _SPACE.sub("、", line)
    named = _JOB.sub("", line)
    return _BESIDE.sub("、", named) if named != line else _TITLE.sub("", line)
