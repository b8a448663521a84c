"""Bylines of Chinese, Japanese and Korean papers, in which labels and jobs touch names and a space may part them."""

import re

_HAN = "一-鿿"
_REPORTER = "记者|記者"
LABEL = rf"""
    [{_HAN}]{{2,6}}(?:中心|組)\s*[／/]\s*(?=(?!綜合|编译|編譯)[{_HAN}]{{2,4}}[報报][導道])
  | [{_HAN}]{{0,12}} (?:{_REPORTER}) (?: \s*[:：/／|\s]\s* | (?=[{_HAN}]{{2,4}}(?:[\s、／/]|$)) )
  | (?:責任編輯|责任编辑|责编|编辑|編輯|作者|著者|撰文|撰稿|采写|執筆|構成|聞き手|(?:編集|論説)委員|ライター|图文
    |(?:(?:取材|采访|採訪|撮影|写真|[图圖])[・、/／])?文(?:[・、/／](?:[图圖]|写真))?) \s* [:：/／|｜\s＝=・] \s*
  | 글(?:\s?[·/,]\s?사진)?(?:\s*[:=]\s*|\s+(?=[가-힣]{{2,4}}(?:\s|$))) | 기자\s*[:：]\s*
  | (?:기자명|특파원)\s+(?=[가-힣]{{2,4}}(?:\s|$))
  | \w{{1,10}}[=＝]\w{{1,10}}[)）\]】]\s*(?=\w)
  | (?!写真|撮影|図) [ァ-ヶー{_HAN}]{{2,10}}[=＝](?=[{_HAN}ぁ-ん]{{2,8}}(?:[】）)]|$))
  | [가-힣]{{2,10}}=(?=[가-힣]{{2,4}}\s[가-힣]{{0,4}}(?:기자|특파원)(?:\s|$))"""
"""Who wrote it, where, and for which agency: "本报记者", "取材・文＝", "(서울=연합뉴스)"."""

_PICTURES = "图片?|圖片?|図|摄影|攝影|写真|撮影|视频|制图|图表|校对|翻译|사진|그래픽|영상"
_EDITORS = "编辑|編輯|责编|责任编辑|責任編輯|審核|审核"
_OTHER_ROLE = re.compile(
    rf"(?:^|[\s、，,；;(（/／|｜]+)(?:{_PICTURES})(?:\s*[:：/／|｜・＝=\s].*$|$)"
    rf"|[\s、，,；;(（]+(?:{_EDITORS})\s*[:：/／\s].*$"
)
OPENS = "（(【〔"
"""The brackets in which a text is signed."""

DOT = rf"(?<![{_HAN}가-힣])\s*·\s*|\s*·\s*(?![{_HAN}가-힣])"
"""A dot that parts a byline from what stands beside it: that in 卡尔·多恩 is of the name."""

_DATED = re.compile(r"\s+(?:出版|更新|发布|發布|刊登|日期|时间|時間)\s*[:：].*$")
_LISTS = re.compile(r"[记编责]")  # of simplified Chinese: in Japan a space parts family and given name
_FILING = "(?:报道|報導|報道|[电電])"
_FILED = re.compile(rf"[\s／/，,]+\S{{0,10}}{_FILING}\W*$")
_SPACE = re.compile(rf"(?<=[{_HAN}]{{2}})\s+(?:[{_HAN}]{{0,8}}(?:通讯员|实习生|记者)\s*)?(?=[{_HAN}]{{2,4}}(?:\s|$))")
_AGAIN = re.compile(rf"^[{_HAN}]{{0,12}}(?:{_REPORTER})\s+")
_PAPER = re.compile(
    rf"^[{_HAN}]{{2,8}}(?:周刊|週刊|[日晚周商时快导]报|[日晚週商時]報|新闻|新聞)\s+(?=[{_HAN}]{{2,4}}$)"
    r"|^[가-힣]{1,6}(?:부|팀|일보|신문|뉴스|경제|방송|저널|타임스)\s+(?=(?!기자|특파원|논설|앵커)[가-힣]{2,4}(?:\s|$))"
)
_TITLE = re.compile(rf"(?<=[{_HAN}]{{3}})\s?(?:{_REPORTER}|編集委員|特派員)$")
_EMPLOYER = r"\s+[가-힣]{1,8}(?:부|대|팀|일보|신문|뉴스|경제)"
_KOREAN_JOB = r"\s+[가-힣]{0,4}(?:기자|특파원|논설위원|전문위원|앵커|칼럼니스트|교수)"
_JOB = re.compile(rf"(?:{_EMPLOYER})?{_KOREAN_JOB}(?=$|[\s,·、])(?:\s*=\s*$)?")
_BESIDE = re.compile(r"(?<=[가-힣])\s*[·,]\s*(?=[가-힣]{2,4}(?:[\s·,]|$))")
_NAMES = re.compile(r"[가-힣]{2,4}(?:·[가-힣]{2,4})+")
_NAME = rf"[{_HAN}々ヶ]{{3,6}}|[{_HAN}々ヶ]{{1,4}}[ぁ-んァ-ヶー]{{2,4}}"
_NEXT = rf"(?:[、，・\s]+(?:{_NAME}|[{_HAN}]{{2}})){{0,4}}"
_LONGEST_SIGNATURE, _LONGEST_DATELINE = 60, 120
_REPORTED = re.compile(
    rf"[（(【〔][{_HAN}]{{0,8}}(?:{_REPORTER})\s*[:：]?\s*([{_HAN}]{{2,4}}(?:[、，,\s]+[{_HAN}]{{2,4}}){{0,4}})[）)】〕]\s*$"
)
_FILED_IN_KOREA = re.compile(
    r"^[\[(【](?:[^\])】=]{1,12}=[^\])】]{1,12}[\])】]\s*|[^\])】=]{1,12}\s)([가-힣]{2,4}(?:\s?[·,]\s?[가-힣]{2,4}){0,4})\s?"
    r"[가-힣]{0,4}(?:기자|특파원)(?:\s?=|[\])】])"
)
_SIGNED = re.compile(rf"(?:^|[。」』！？）])\s*[{OPENS}]((?:{_NAME}){_NEXT})[）)】〕]\s*$")
_PARTED = re.compile(r"[、，・]\s*|\s+(?=[^、，・\s]{3})")  # 佐々木 美咲 is one
_NOBODY = re.compile(
    r"(?:委員|編集|编辑|[部社局報报网網台院号版面会所談訳編完了続終载載摘注略])$|^(?:責任|责任)"
    r"|通信|新聞|新闻|共同|時事|写真|記事|[終お]わり|つづく"
)
_WITHIN = r"[^】〕）)\]]"
_OPENING = re.compile(
    rf"""(?x)^\W*? (?: [^（()）]{{0,40}}(?:[电電讯訊]|消息)\W*? )?
    [【〔（(\[] ( {_WITHIN}{{0,12}}(?:{_REPORTER}){_WITHIN}{{2,40}}
      | {_WITHIN}{{2,20}}[\s／/]{_WITHIN}{{0,9}}{_FILING} ) [】〕）)\]]"""
)
_WIRE = re.compile(
    rf"(?:{_REPORTER})([{_HAN}]{{3}})[{_HAN}]{{2,6}}(?:\d{{1,2}}日[电電]|[報报][導道])"
)  # 中央社記者李明哲台北16日電
_BRACKETS = re.compile(rf"^[【〔（(]|(?<=[{_HAN}々ぁ-んァ-ヶー가-힣])[】〕）)]$")


def signed(text: str) -> str:
    """Who signs a text in brackets at its end, "…と話した。（佐藤美咲）": names with "、" between them, or nothing."""
    said = _SIGNED.search(text[-_LONGEST_SIGNATURE:])
    names = _PARTED.split(said[1]) if said else []
    return "" if any(map(_NOBODY.search, names)) else "、".join(names)


def reported_by(text: str) -> str:
    """The reporters in brackets at the end of a text, "…。（记者 李明、王芳）", "、" between them, or nothing."""
    said = _REPORTED.search(text[-_LONGEST_SIGNATURE:])
    return "、".join(re.split(r"[、，,\s]+", said[1])) if said else ""


def opening(text: str) -> str:
    """The byline in brackets with which a text begins or that ends its dateline, or nothing: "〔記者李明／台北報導〕…",
    "新华社昆明11月12日电（记者李文静）…", "[서울=뉴시스] 김민수 기자 = …"; of that of a wire the name."""
    if filed := _FILED_IN_KOREA.match(text):
        return "、".join(re.split(r"\s?[·,]\s?", filed[1]))
    found = _OPENING.match(text[:_LONGEST_DATELINE])
    said = found[1] if found else ""
    wired = _WIRE.search(said or text[:_LONGEST_DATELINE])
    return wired[1] if wired else said


def alone(line: str, label: str) -> str:
    """The names in a line without jobs and places, "、" between them: "李明 王芳 北京报道" is "李明、王芳"."""
    line = _PAPER.sub("", _BRACKETS.sub("", _FILED.sub("", _OTHER_ROLE.sub("", _DATED.sub("", line)))))
    if _LISTS.search(label + line):
        line = _SPACE.sub("、", _AGAIN.sub("", line))
    named = _JOB.sub("", line)
    return _BESIDE.sub("、", named) if named != line or _NAMES.fullmatch(named) else _TITLE.sub("", line)
