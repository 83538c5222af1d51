<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="zh_CN">
<context>
    <name>AboutDialog</name>
    <message>
        <location filename="../../app/dialogs/about.py" line="31"/>
        <source>关于校图</source>
        <translation>About Xiaotu</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/about.py" line="33"/>
        <source>校图 {version}</source>
        <translation>Xiaotu {version}</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/about.py" line="40"/>
        <source>许可证</source>
        <translation>Licences</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/about.py" line="44"/>
        <source>许可证全文</source>
        <translation>Licence text</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/about.py" line="46"/>
        <source>关闭</source>
        <translation>Close</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/about.py" line="56"/>
        <source>县域义务教育学校布局规划。以木兰宽松许可证第2版发布；所用部件的许可证如下。</source>
        <translation>School network planning for compulsory education in a county. Released under the Mulan Permissive Software License, Version 2; the licences of its parts are below.</translation>
    </message>
</context>
<context>
    <name>AccessPage</name>
    <message>
        <location filename="../../app/panels/access.py" line="29"/>
        <source>可达性</source>
        <translation>Accessibility</translation>
    </message>
    <message>
        <location filename="../../app/panels/access.py" line="29"/>
        <source>乡镇</source>
        <translation>Townships</translation>
    </message>
    <message>
        <location filename="../../app/panels/access.py" line="29"/>
        <source>未就近的村</source>
        <translation>Not the nearest</translation>
    </message>
    <message>
        <location filename="../../app/panels/access.py" line="48"/>
        <source>还没有打开计划</source>
        <translation>No plan is open</translation>
    </message>
    <message>
        <location filename="../../app/panels/access.py" line="67"/>
        <source>正在计算……</source>
        <translation>Working …</translation>
    </message>
    <message>
        <location filename="../../app/panels/access.py" line="84"/>
        <source>没有这样的村</source>
        <translation>No such village</translation>
    </message>
    <message>
        <location filename="../../app/panels/access.py" line="84"/>
        <source>所有学生都在最近的学校就读。</source>
        <translation>Every pupil goes to the nearest school.</translation>
    </message>
    <message>
        <location filename="../../app/panels/access.py" line="95"/>
        <source>没有算出结果</source>
        <translation>No result</translation>
    </message>
    <message>
        <location filename="../../app/panels/access.py" line="95"/>
        <source>重新计算</source>
        <translation>Try again</translation>
    </message>
</context>
<context>
    <name>AreaBox</name>
    <message>
        <location filename="../../app/dialogs/area_box.py" line="48"/>
        <source>范围</source>
        <translation>Area</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/area_box.py" line="50"/>
        <source>按乡镇</source>
        <translation>By township</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/area_box.py" line="51"/>
        <source>学校周围</source>
        <translation>Around schools</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/area_box.py" line="52"/>
        <source>地图显示的范围</source>
        <translation>What the map shows</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/area_box.py" line="55"/>
        <source>乡镇</source>
        <translation>Townships</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/area_box.py" line="56"/>
        <source>学校</source>
        <translation>Schools</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/area_box.py" line="58"/>
        <source>筛选学校</source>
        <translation>Filter schools</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/area_box.py" line="65"/>
        <source> 公里以内</source>
        <translation> km</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/area_box.py" line="66"/>
        <source>学校周围多少公里</source>
        <translation>How many km around the schools</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/area_box.py" line="83"/>
        <source>{name}（{count} 个居民点）</source>
        <translation>{name} ({count} settlements)</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/area_box.py" line="95"/>
        <source>都不选为全部。</source>
        <translation>None ticked means all.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/area_box.py" line="101"/>
        <source>直线距离</source>
        <translation>As the crow flies</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/area_box.py" line="106"/>
        <source>东经 {west:.3f}°—{east:.3f}°，北纬 {south:.3f}°—{north:.3f}°。要换范围，先关上这里，把地图移到想要的地方。</source>
        <translation>{west:.3f}° to {east:.3f}° E, {south:.3f}° to {north:.3f}° N. For another area close this and move the map to where you want it.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/area_box.py" line="110"/>
        <source>地图还没有打开。</source>
        <translation>The map is not open yet.</translation>
    </message>
</context>
<context>
    <name>BoardingField</name>
    <message>
        <location filename="../../app/panels/decision_fields.py" line="123"/>
        <source> 床</source>
        <translation> beds</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_fields.py" line="123"/>
        <source>不变</source>
        <translation>unchanged</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_fields.py" line="123"/>
        <source>寄宿床位</source>
        <translation>Boarding beds</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_fields.py" line="126"/>
        <source> 年级起</source>
        <translation> and up</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_fields.py" line="127"/>
        <source>寄宿起始年级</source>
        <translation>Lowest boarding grade</translation>
    </message>
</context>
<context>
    <name>CellMenu</name>
    <message>
        <location filename="../../app/panels/cell_menu.py" line="23"/>
        <source>怎么算的……</source>
        <translation>How it came about…</translation>
    </message>
    <message>
        <location filename="../../app/panels/cell_menu.py" line="26"/>
        <source>复制这一行</source>
        <translation>Copy this row</translation>
    </message>
    <message>
        <location filename="../../app/panels/cell_menu.py" line="29"/>
        <source>复制整张表</source>
        <translation>Copy the whole table</translation>
    </message>
</context>
<context>
    <name>ColumnPage</name>
    <message>
        <location filename="../../app/dialogs/column_page.py" line="31"/>
        <source>文件里的列</source>
        <translation>Column in the file</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/column_page.py" line="31"/>
        <source>前几行的值</source>
        <translation>First values</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/column_page.py" line="31"/>
        <source>用作</source>
        <translation>Used as</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/column_page.py" line="49"/>
        <source>，工作表“{sheet}”</source>
        <translation>, sheet “{sheet}”</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/column_page.py" line="51"/>
        <source>{file}{sheet}，表头在第 {row} 行。</source>
        <translation>{file}{sheet}: the header is in row {row}.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/column_page.py" line="60"/>
        <source>个人信息，不读取</source>
        <translation>Personal data, not read</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/column_page.py" line="60"/>
        <location filename="../../app/dialogs/column_page.py" line="68"/>
        <source>不用</source>
        <translation>Not used</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/column_page.py" line="62"/>
        <location filename="../../app/dialogs/column_page.py" line="112"/>
        <location filename="../../app/dialogs/column_page.py" line="115"/>
        <source>、</source>
        <translation>, </translation>
    </message>
    <message>
        <location filename="../../app/dialogs/column_page.py" line="67"/>
        <source>“{header}”用作</source>
        <translation>“{header}” is used as</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/column_page.py" line="70"/>
        <source>{title}（必需）</source>
        <translation>{title} (required)</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/column_page.py" line="111"/>
        <source>还缺：{columns}。请在右边指出是哪一列。</source>
        <translation>Still missing: {columns}. Please say on the right which column it is.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/column_page.py" line="114"/>
        <source>指了两次：{columns}。请只留一列。</source>
        <translation>Named twice: {columns}. Please keep one.</translation>
    </message>
</context>
<context>
    <name>ComparisonPanel</name>
    <message>
        <location filename="../../app/panels/comparison.py" line="38"/>
        <source>方案比选表</source>
        <translation>Comparison of scenarios</translation>
    </message>
    <message>
        <location filename="../../app/panels/comparison.py" line="54"/>
        <source>正在比较各方案……</source>
        <translation>Comparing the scenarios…</translation>
    </message>
    <message>
        <location filename="../../app/panels/comparison.py" line="58"/>
        <source>没有比较成</source>
        <translation>The comparison failed</translation>
    </message>
    <message>
        <location filename="../../app/panels/comparison.py" line="58"/>
        <source>重新比较</source>
        <translation>Compare again</translation>
    </message>
    <message>
        <location filename="../../app/panels/comparison.py" line="75"/>
        <source>指标</source>
        <translation>Indicator</translation>
    </message>
    <message>
        <location filename="../../app/panels/comparison.py" line="75"/>
        <source>单位</source>
        <translation>Unit</translation>
    </message>
    <message>
        <location filename="../../app/panels/comparison.py" line="92"/>
        <source>道路改动 {count} 处</source>
        <translation>{count} changes to the roads</translation>
    </message>
</context>
<context>
    <name>CoordinateBox</name>
    <message>
        <location filename="../../app/dialogs/coordinate_box.py" line="29"/>
        <location filename="../../app/dialogs/coordinate_box.py" line="44"/>
        <source>坐标系</source>
        <translation>Coordinate system</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/coordinate_box.py" line="30"/>
        <source>照经纬度读，对不上的列成问题</source>
        <translation>Read as degrees; what does not fit becomes an issue</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/coordinate_box.py" line="32"/>
        <source>按数值认定：{system}</source>
        <translation>By its numbers: {system}</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/coordinate_box.py" line="34"/>
        <source>请选定</source>
        <translation>Please choose</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/coordinate_box.py" line="37"/>
        <source>就按 {system}</source>
        <translation>Keep {system}</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/coordinate_box.py" line="57"/>
        <source>坐标很可能是 {likely}，不是 {taken}：照写的读，点位会偏几百米。请在下面选定坐标系；问过提供数据的人、确实是的，选“就按 {taken}”。</source>
        <translation>The coordinates are very likely {likely}, not {taken}: read as written, places lie some hundred metres off. Please choose the system below; if whoever provided the data has confirmed it, choose “Keep {taken}”.</translation>
    </message>
</context>
<context>
    <name>DataPanel</name>
    <message>
        <location filename="../../app/panels/data.py" line="29"/>
        <source>看问题表</source>
        <translation>Show issues</translation>
    </message>
    <message>
        <location filename="../../app/panels/data.py" line="31"/>
        <source>从文件新建计划……</source>
        <translation>New plan from files…</translation>
    </message>
    <message>
        <location filename="../../app/panels/data.py" line="40"/>
        <source>内容</source>
        <translation>Content</translation>
    </message>
    <message>
        <location filename="../../app/panels/data.py" line="41"/>
        <source>问题</source>
        <translation>Issues</translation>
    </message>
    <message>
        <location filename="../../app/panels/data.py" line="42"/>
        <source>来源文件</source>
        <translation>Source files</translation>
    </message>
    <message>
        <location filename="../../app/panels/data.py" line="43"/>
        <source>说明</source>
        <translation>Notes</translation>
    </message>
    <message>
        <location filename="../../app/panels/data.py" line="62"/>
        <source>有人行路</source>
        <translation>with footpaths</translation>
    </message>
    <message>
        <location filename="../../app/panels/data.py" line="62"/>
        <source>仅车行路网，步行时间偏长</source>
        <translation>drivable roads only, walking times too long</translation>
    </message>
    <message>
        <location filename="../../app/panels/data.py" line="64"/>
        <source>学校（含部、教学点）</source>
        <translation>Schools (with divisions, teaching points)</translation>
    </message>
    <message>
        <location filename="../../app/panels/data.py" line="65"/>
        <source>居民点</source>
        <translation>Settlements</translation>
    </message>
    <message>
        <location filename="../../app/panels/data.py" line="66"/>
        <source>学生</source>
        <translation>Pupils</translation>
    </message>
    <message>
        <location filename="../../app/panels/data.py" line="67"/>
        <source>道路</source>
        <translation>Roads</translation>
    </message>
    <message>
        <location filename="../../app/panels/data.py" line="68"/>
        <source>路网</source>
        <translation>Network</translation>
    </message>
    <message>
        <location filename="../../app/panels/data.py" line="71"/>
        <source>其中就读推算</source>
        <translation>of these, attendance estimated</translation>
    </message>
    <message>
        <location filename="../../app/panels/data.py" line="79"/>
        <source>{count} 项</source>
        <translation>{count}</translation>
    </message>
    <message>
        <location filename="../../app/panels/data.py" line="85"/>
        <source>{file} · {rows} 行</source>
        <translation>{file} · {rows} rows</translation>
    </message>
</context>
<context>
    <name>DecisionForm</name>
    <message>
        <location filename="../../app/panels/decision_form.py" line="72"/>
        <source>布局决定</source>
        <translation>Decision</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_form.py" line="91"/>
        <source>校车座位</source>
        <translation>School bus seats</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_form.py" line="92"/>
        <location filename="../../app/panels/decision_form.py" line="122"/>
        <source>起始学年</source>
        <translation>From</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_form.py" line="92"/>
        <source>即时</source>
        <translation>at once</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_form.py" line="94"/>
        <location filename="../../app/panels/decision_form.py" line="124"/>
        <location filename="../../app/panels/decision_form.py" line="369"/>
        <source>迁出学年</source>
        <translation>All move in</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_form.py" line="94"/>
        <source>在本校读完</source>
        <translation>they finish here</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_form.py" line="98"/>
        <source>尚未取得可空</source>
        <translation>empty if not given yet</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_form.py" line="99"/>
        <location filename="../../app/panels/decision_form.py" line="125"/>
        <location filename="../../app/panels/decision_form.py" line="371"/>
        <source>新标识码</source>
        <translation>New code</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_form.py" line="122"/>
        <source>保留年级</source>
        <translation>Grades kept</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_form.py" line="123"/>
        <location filename="../../app/panels/decision_form.py" line="371"/>
        <source>寄宿</source>
        <translation>Boarding</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_form.py" line="124"/>
        <location filename="../../app/panels/decision_form.py" line="369"/>
        <source>逐年过渡</source>
        <translation>Year by year</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_form.py" line="124"/>
        <location filename="../../app/panels/decision_form.py" line="370"/>
        <source>触发条件</source>
        <translation>Only if small</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_form.py" line="125"/>
        <location filename="../../app/panels/decision_form.py" line="370"/>
        <source>改扩建</source>
        <translation>Extension</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_form.py" line="125"/>
        <location filename="../../app/panels/decision_form.py" line="371"/>
        <source>移交</source>
        <translation>Handed over to</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_form.py" line="346"/>
        <source>高年级去向</source>
        <translation>Upper grades go to</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_form.py" line="346"/>
        <source>停办年级</source>
        <translation>Closed grades go to</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_form.py" line="368"/>
        <source>教师、校产去向</source>
        <translation>teachers, property</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_form.py" line="375"/>
        <source>更多：{fields}……</source>
        <translation>More: {fields}…</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_form.py" line="348"/>
        <location filename="../../app/panels/decision_form.py" line="370"/>
        <source>年级调整</source>
        <translation>Grades taught</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_form.py" line="348"/>
        <source>开设年级</source>
        <translation>Grades taught</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_form.py" line="351"/>
        <source>收起</source>
        <translation>Less</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_form.py" line="368"/>
        <source>学年</source>
        <translation>school year</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_form.py" line="374"/>
        <location filename="../../app/panels/decision_form.py" line="376"/>
        <source>、</source>
        <translation>, </translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_form.py" line="375"/>
        <source>更多：{fields}</source>
        <translation>More: {fields}</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_form.py" line="91"/>
        <source> 座</source>
        <translation> seats</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_form.py" line="91"/>
        <source>不提供</source>
        <translation>none</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_form.py" line="123"/>
        <source>校车</source>
        <translation>School bus</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_form.py" line="100"/>
        <source>理由、依据（可空）</source>
        <translation>reason, source (optional)</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_form.py" line="101"/>
        <location filename="../../app/panels/decision_form.py" line="126"/>
        <source>备注</source>
        <translation>Note</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_form.py" line="88"/>
        <location filename="../../app/panels/decision_form.py" line="345"/>
        <source>接收学校</source>
        <translation>Receiver</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_form.py" line="93"/>
        <source>高年级在本校读完</source>
        <translation>upper grades finish here</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_form.py" line="174"/>
        <source>另有 {count} 个居民点单独指定了接收学校</source>
        <translation>{count} settlements have a receiver of their own</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_form.py" line="195"/>
        <source>按接收顺序自动确定</source>
        <translation>by the receiver order</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_form.py" line="206"/>
        <source>{name} · {way} · 学位未知</source>
        <translation>{name} · {way} · places unknown</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_form.py" line="208"/>
        <source>{name} · {way} · 缺 {room}</source>
        <translation>{name} · {way} · {room} short</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_form.py" line="210"/>
        <source>{name} · {way} · 余 {room}</source>
        <translation>{name} · {way} · {room} free</translation>
    </message>
</context>
<context>
    <name>DiagnosisPanel</name>
    <message>
        <location filename="../../app/panels/diagnosis.py" line="34"/>
        <source>看问题表</source>
        <translation>Show issues</translation>
    </message>
    <message>
        <location filename="../../app/panels/diagnosis.py" line="36"/>
        <source>看全部指标</source>
        <translation>Show all indicators</translation>
    </message>
    <message>
        <location filename="../../app/panels/diagnosis.py" line="38"/>
        <source>看可达性</source>
        <translation>Accessibility</translation>
    </message>
    <message>
        <location filename="../../app/panels/diagnosis.py" line="39"/>
        <source>各乡镇步行到最近学校的时间、可达学位，和未就近的村</source>
        <translation>Walking times to the nearest school, places within reach, and villages that are not sent to the nearest</translation>
    </message>
    <message>
        <location filename="../../app/panels/diagnosis.py" line="41"/>
        <source>看测算</source>
        <translation>See the workings</translation>
    </message>
    <message>
        <location filename="../../app/panels/diagnosis.py" line="42"/>
        <source>七项指标、保障程度、教职工、经费、必须保留、公平性</source>
        <translation>Seven indicators, county items, staff, money, schools to keep, fairness</translation>
    </message>
    <message>
        <location filename="../../app/panels/diagnosis.py" line="44"/>
        <source>看学龄人口预测</source>
        <translation>See the forecast</translation>
    </message>
    <message>
        <location filename="../../app/panels/diagnosis.py" line="52"/>
        <source>规模</source>
        <translation>Size</translation>
    </message>
    <message>
        <location filename="../../app/panels/diagnosis.py" line="54"/>
        <source>路程 · {band}</source>
        <translation>Journeys · {band}</translation>
    </message>
    <message>
        <location filename="../../app/panels/diagnosis.py" line="58"/>
        <source>不符合的条目</source>
        <translation>Criteria not met</translation>
    </message>
    <message>
        <location filename="../../app/panels/diagnosis.py" line="70"/>
        <source>诊断：{scenario}</source>
        <translation>Diagnosis: {scenario}</translation>
    </message>
    <message>
        <location filename="../../app/panels/diagnosis.py" line="79"/>
        <source>{schools} 所、教学点 {points} 个</source>
        <translation>{schools}, teaching points {points}</translation>
    </message>
    <message>
        <location filename="../../app/panels/diagnosis.py" line="126"/>
        <source>方案新增 {new} 条，现状已有 {old} 条</source>
        <translation>{new} new in the scenario, {old} in the present state</translation>
    </message>
</context>
<context>
    <name>DownloadRoadsDialog</name>
    <message>
        <location filename="../../app/dialogs/download_roads.py" line="45"/>
        <source>联网下载道路</source>
        <translation>Download roads</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/download_roads.py" line="46"/>
        <source>联网下载</source>
        <translation>Download</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/download_roads.py" line="50"/>
        <source>按边界文件</source>
        <translation>By boundary file</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/download_roads.py" line="51"/>
        <source>按地名</source>
        <translation>By name</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/download_roads.py" line="55"/>
        <source>省、市、县写全，如 河北省邢台市宁晋县</source>
        <translation>Province, city and county in full, e.g. 河北省邢台市宁晋县</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/download_roads.py" line="56"/>
        <source>地名</source>
        <translation>Place name</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/download_roads.py" line="58"/>
        <location filename="../../app/dialogs/download_roads.py" line="100"/>
        <source>存为</source>
        <translation>Save as</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/download_roads.py" line="70"/>
        <source>{unit}道路</source>
        <translation>{unit}-roads</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/download_roads.py" line="76"/>
        <source>选择……</source>
        <translation>Choose…</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/download_roads.py" line="90"/>
        <source>这一步要上网：向 OpenStreetMap 的服务器要道路、河流和铁路，存成文件，再像手头的文件一样读入。学校、学生、居民点的资料一概不发出。</source>
        <translation>This goes online: roads, rivers and railways are asked of OpenStreetMap&apos;s servers, saved as a file, and then read like any file that you have. Nothing about schools, pupils or settlements is sent.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/download_roads.py" line="97"/>
        <source>还没有选边界文件</source>
        <translation>No boundary file chosen yet</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/download_roads.py" line="105"/>
        <source>道路 © OpenStreetMap contributors，按 ODbL 1.0 许可使用，成果上注明来源。志愿者绘制，乡村小路可能不全，请对照实际补充。</source>
        <translation>Roads © OpenStreetMap contributors, used under ODbL 1.0; results name the source. Drawn by volunteers: village paths may be missing, please check and add them.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/download_roads.py" line="139"/>
        <source>道路 (*.osm.pbf)</source>
        <translation>Roads (*.osm.pbf)</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/download_roads.py" line="140"/>
        <source>道路存为</source>
        <translation>Save roads as</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/download_roads.py" line="153"/>
        <source>发出的只有：地名“{place}”（发给 {finder}），和查到的范围外扩 {margin} km 的轮廓（发给 {server}）。</source>
        <translation>All that is sent: the name “{place}” (to {finder}), and the outline found for it, {margin} km wider (to {server}).</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/download_roads.py" line="157"/>
        <source>发出的只有：边界外扩 {margin} km 的轮廓（发给 {server}）。</source>
        <translation>All that is sent: the outline of the boundary, {margin} km wider (to {server}).</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/download_roads.py" line="168"/>
        <source>“{file}”已经有了。请换一个名称，或用“选择……”确认替换它。</source>
        <translation>“{file}” exists already. Please take another name, or confirm replacing it by “Choose…”.</translation>
    </message>
</context>
<context>
    <name>EditRowView</name>
    <message>
        <location filename="../../app/panels/road_edits.py" line="261"/>
        <source>在地图上看</source>
        <translation>Show on the map</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edits.py" line="262"/>
        <source>修改</source>
        <translation>Edit</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edits.py" line="263"/>
        <source>删除</source>
        <translation>Delete</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edits.py" line="288"/>
        <source>现在的数没有算它</source>
        <translation>Not counted in the figures shown</translation>
    </message>
</context>
<context>
    <name>Entry</name>
    <message>
        <location filename="../../app/panels/entries.py" line="31"/>
        <source>查看</source>
        <translation>Look at it</translation>
    </message>
    <message>
        <location filename="../../app/panels/entries.py" line="31"/>
        <source>删除</source>
        <translation>Delete</translation>
    </message>
</context>
<context>
    <name>EvidenceDialog</name>
    <message>
        <location filename="../../app/dialogs/evidence.py" line="81"/>
        <source>登记取证</source>
        <translation>Record evidence</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/evidence.py" line="83"/>
        <location filename="../../app/dialogs/evidence.py" line="111"/>
        <source>结论</source>
        <translation>Verdict</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/evidence.py" line="85"/>
        <source> 户</source>
        <translation> households</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/evidence.py" line="85"/>
        <source> 人</source>
        <translation> people</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/evidence.py" line="86"/>
        <source>没有登记</source>
        <translation>not told</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/evidence.py" line="87"/>
        <source>征求意见</source>
        <translation>Asked</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/evidence.py" line="88"/>
        <source>其中反对</source>
        <translation>Against</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/evidence.py" line="102"/>
        <location filename="../../app/dialogs/evidence.py" line="112"/>
        <source>材料名称</source>
        <translation>Document</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/evidence.py" line="102"/>
        <source>如“征求意见汇总表”“听证报告”，写名称或文号</source>
        <translation>e.g. “summary of opinions”, “report of the hearing”: name or number</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/evidence.py" line="103"/>
        <location filename="../../app/dialogs/evidence.py" line="113"/>
        <source>日期</source>
        <translation>Date</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/evidence.py" line="103"/>
        <source>年-月-日，如 2022-06-01</source>
        <translation>year-month-day, e.g. 2022-06-01</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/evidence.py" line="104"/>
        <location filename="../../app/dialogs/evidence.py" line="114"/>
        <source>单位</source>
        <translation>Office</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/evidence.py" line="104"/>
        <source>由谁取证、经办</source>
        <translation>who took it down</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/evidence.py" line="105"/>
        <location filename="../../app/dialogs/evidence.py" line="123"/>
        <source>备注</source>
        <translation>Note</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/evidence.py" line="105"/>
        <source>不写学生和家长的姓名</source>
        <translation>no names of pupils or parents</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/evidence.py" line="118"/>
        <source>征求 </source>
        <translation>asked </translation>
    </message>
    <message>
        <location filename="../../app/dialogs/evidence.py" line="118"/>
        <source>反对 </source>
        <translation>against </translation>
    </message>
    <message>
        <location filename="../../app/dialogs/evidence.py" line="121"/>
        <source>意见</source>
        <translation>Opinions</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/evidence.py" line="137"/>
        <source>保存</source>
        <translation>Save</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/evidence.py" line="139"/>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/evidence.py" line="140"/>
        <source>清除登记</source>
        <translation>Clear</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/evidence.py" line="151"/>
        <source>测算不通过的，取证不能改为通过；测算通过的，取证可以改为不通过或待取证。</source>
        <translation>Evidence cannot make pass what fails by computation; what passes can be made to fail, or to wait.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/evidence.py" line="155"/>
        <source>登记之后改动决定（接收学校、学年等）的，取证转为待核，要核对是否还成立。</source>
        <translation>Once the decision (receiver, year …) is changed, the evidence waits to be confirmed: check whether it still holds.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/evidence.py" line="157"/>
        <source>这条登记来自“{base}”；在这里保存的只用于本方案。</source>
        <translation>This record comes from “{base}”; what is saved here holds for this scenario alone.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/evidence.py" line="192"/>
        <source>填了征求和反对的数，才能说明是不是多数反对。</source>
        <translation>Whether a majority is against it shows once both counts are told.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/evidence.py" line="194"/>
        <source>反对的超过半数：不能登记为通过。</source>
        <translation>More than half are against it: it cannot be recorded as passed.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/evidence.py" line="196"/>
        <source>反对的没有超过半数。</source>
        <translation>No more than half are against it.</translation>
    </message>
</context>
<context>
    <name>Evidencing</name>
    <message>
        <location filename="../../app/evidencing.py" line="39"/>
        <source>登记取证……</source>
        <translation>Record evidence…</translation>
    </message>
    <message>
        <location filename="../../app/evidencing.py" line="64"/>
        <source>班额、规模由测算判定，不取证</source>
        <translation>Class and school sizes are judged by computation; they take no evidence</translation>
    </message>
    <message>
        <location filename="../../app/evidencing.py" line="66"/>
        <source>登记选中这一条的结论、材料和人数（双击这一行也可以）</source>
        <translation>Record verdict, document and counts of the chosen row (or double-click it)</translation>
    </message>
    <message>
        <location filename="../../app/evidencing.py" line="132"/>
        <source>{school}：取证 {gate}</source>
        <translation>{school}: evidence {gate}</translation>
    </message>
</context>
<context>
    <name>ExpansionField</name>
    <message>
        <location filename="../../app/panels/decision_fields.py" line="153"/>
        <source> 间教室</source>
        <translation> rooms</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_fields.py" line="153"/>
        <source>教室不增</source>
        <translation>no more rooms</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_fields.py" line="153"/>
        <source>新增教室</source>
        <translation>More rooms</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_fields.py" line="154"/>
        <source> 个学位</source>
        <translation> places</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_fields.py" line="154"/>
        <source>学位不增</source>
        <translation>no more places</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_fields.py" line="154"/>
        <source>新增学位</source>
        <translation>More places</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_fields.py" line="155"/>
        <source> 万元</source>
        <translation> × 10,000 yuan</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_fields.py" line="155"/>
        <source>投资未知</source>
        <translation>cost unknown</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_fields.py" line="155"/>
        <source>改扩建投资</source>
        <translation>Cost of the extension</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_fields.py" line="156"/>
        <source>改扩建启用学年</source>
        <translation>Extension opens in</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_fields.py" line="156"/>
        <source>随本决定启用</source>
        <translation>opens with the decision</translation>
    </message>
</context>
<context>
    <name>Explaining</name>
    <message>
        <location filename="../../app/explaining.py" line="49"/>
        <source>看路线</source>
        <translation>Show the way</translation>
    </message>
    <message>
        <location filename="../../app/explaining.py" line="51"/>
        <source>在地图上画出选中这一行的路线，逐段说明时间</source>
        <translation>Draw the way of the chosen row on the map and explain its minutes part by part</translation>
    </message>
</context>
<context>
    <name>FaultDialog</name>
    <message>
        <location filename="../../app/dialogs/fault.py" line="38"/>
        <source>出了意外</source>
        <translation>Unexpected fault</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/fault.py" line="42"/>
        <source>故障报告</source>
        <translation>Fault report</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/fault.py" line="43"/>
        <source>复制报告</source>
        <translation>Copy report</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/fault.py" line="45"/>
        <source>关闭</source>
        <translation>Close</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/fault.py" line="55"/>
        <source>程序遇到没有料到的情况，刚才那一步没有做成。</source>
        <translation>Something unforeseen happened; the last step was not done.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/fault.py" line="57"/>
        <source>磁盘上的计划没有被改动。请先另存一份，再把下面的报告复制给维护的人。</source>
        <translation>The plan on disk is unchanged. Please save a copy first, then give the report below to the maintainers.</translation>
    </message>
</context>
<context>
    <name>FieldCheckoutDialog</name>
    <message>
        <location filename="../../app/dialogs/field_checkout.py" line="44"/>
        <source>签出外业副本</source>
        <translation>Check out a field copy</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/field_checkout.py" line="45"/>
        <source>签出</source>
        <translation>Check out</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/field_checkout.py" line="52"/>
        <source>道路</source>
        <translation>Roads</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/field_checkout.py" line="53"/>
        <source>学生数（村 × 年级 × 学校的合计）</source>
        <translation>Pupils (counts by village, grade and school)</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/field_checkout.py" line="54"/>
        <source>方案</source>
        <translation>Scenarios</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/field_checkout.py" line="55"/>
        <source>待处理的问题</source>
        <translation>Open issues</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/field_checkout.py" line="60"/>
        <source>由谁带出</source>
        <translation>Who takes it out</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/field_checkout.py" line="61"/>
        <source>外业副本.gpkg</source>
        <translation>field copy.gpkg</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/field_checkout.py" line="66"/>
        <source>选择……</source>
        <translation>Choose…</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/field_checkout.py" line="78"/>
        <source>副本在笔记本上不联网就能打开。在外记下的位置、说明、照片、道路和步行时间不改动数字，并回以后由您逐项取舍。范围外 {km:g} 公里以内的学校、居民点和道路一并带上；没有位置的跟着本乡镇走。</source>
        <translation>The copy opens on a laptop without a network. Positions, notes, photos, roads and walking times recorded outside change no figure; after merging back you choose one by one. Schools, settlements and roads within {km:g} km around the area come along; what has no position goes with its township.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/field_checkout.py" line="84"/>
        <source>范围</source>
        <translation>Area</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/field_checkout.py" line="85"/>
        <source>带上</source>
        <translation>Take along</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/field_checkout.py" line="88"/>
        <source>签出人</source>
        <translation>Taken out by</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/field_checkout.py" line="89"/>
        <source>文件</source>
        <translation>File</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/field_checkout.py" line="116"/>
        <source>校图计划 (*.gpkg)</source>
        <translation>Xiaotu plan (*.gpkg)</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/field_checkout.py" line="118"/>
        <source>外业副本存为</source>
        <translation>Save field copy as</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/field_checkout.py" line="128"/>
        <source>请选一个文件。</source>
        <translation>Please choose a file.</translation>
    </message>
</context>
<context>
    <name>FieldMergeDialog</name>
    <message>
        <location filename="../../app/dialogs/field_merge.py" line="47"/>
        <location filename="../../app/dialogs/field_merge.py" line="258"/>
        <source>并回外业副本</source>
        <translation>Merge a field copy</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/field_merge.py" line="61"/>
        <location filename="../../app/dialogs/field_merge.py" line="186"/>
        <source>并入</source>
        <translation>Take over</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/field_merge.py" line="73"/>
        <source>冲突一律：</source>
        <translation>All conflicts:</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/field_merge.py" line="74"/>
        <source>取本机</source>
        <translation>Keep ours</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/field_merge.py" line="74"/>
        <source>取外业</source>
        <translation>Take theirs</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/field_merge.py" line="109"/>
        <source>外业副本 (*.gpkg)</source>
        <translation>Field copy (*.gpkg)</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/field_merge.py" line="110"/>
        <source>打开外业副本</source>
        <translation>Open a field copy</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/field_merge.py" line="137"/>
        <source>冲突 {conflicts} 项，只有外业改动的 {changes} 项，两边改得一样的 {same} 项</source>
        <translation>{conflicts} conflicts, {changes} changed in the field only, {same} changed alike on both sides</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/field_merge.py" line="146"/>
        <source>冲突：两边都改了，请逐项选。没有选的保持本机。</source>
        <translation>Conflicts: both sides changed these; please choose one by one. What is not chosen stays as in this plan.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/field_merge.py" line="151"/>
        <source>只有外业改动的：去掉勾的不并入。</source>
        <translation>Changed in the field only: what is not ticked is not taken over.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/field_merge.py" line="155"/>
        <source>没有要并入的内容。</source>
        <translation>There is nothing to merge.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/field_merge.py" line="165"/>
        <source>签出时</source>
        <translation>At check-out</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/field_merge.py" line="166"/>
        <source>本机</source>
        <translation>Ours</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/field_merge.py" line="167"/>
        <source>外业</source>
        <translation>Theirs</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/field_merge.py" line="209"/>
        <source>在地图上看</source>
        <translation>Show on map</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/field_merge.py" line="235"/>
        <source>并入 {count} 项</source>
        <translation>Take over {count}</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/field_merge.py" line="263"/>
        <source>可以撤销；保存以后才写进文件。</source>
        <translation>This can be undone; it reaches the file when you save.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/field_merge.py" line="266"/>
        <source>关闭</source>
        <translation>Close</translation>
    </message>
</context>
<context>
    <name>FieldPanel</name>
    <message>
        <location filename="../../app/panels/field.py" line="53"/>
        <location filename="../../app/panels/field.py" line="54"/>
        <source>记录人</source>
        <translation>Recorded by</translation>
    </message>
    <message>
        <location filename="../../app/panels/field.py" line="58"/>
        <location filename="../../app/panels/field.py" line="97"/>
        <source>外业记录</source>
        <translation>Field records</translation>
    </message>
    <message>
        <location filename="../../app/panels/field.py" line="60"/>
        <source>删去选中的记录</source>
        <translation>Remove the picked record</translation>
    </message>
    <message>
        <location filename="../../app/panels/field.py" line="75"/>
        <location filename="../../app/panels/field.py" line="186"/>
        <source>移动位置</source>
        <translation>Move place</translation>
    </message>
    <message>
        <location filename="../../app/panels/field.py" line="76"/>
        <location filename="../../app/panels/field.py" line="301"/>
        <source>实测步行时间</source>
        <translation>Measured walk</translation>
    </message>
    <message>
        <location filename="../../app/panels/field.py" line="77"/>
        <location filename="../../app/panels/field.py" line="199"/>
        <source>记一笔</source>
        <translation>Note</translation>
    </message>
    <message>
        <location filename="../../app/panels/field.py" line="78"/>
        <location filename="../../app/panels/field.py" line="227"/>
        <source>拍照</source>
        <translation>Photo</translation>
    </message>
    <message>
        <location filename="../../app/panels/field.py" line="79"/>
        <location filename="../../app/panels/field.py" line="236"/>
        <source>道路不通</source>
        <translation>Blocked road</translation>
    </message>
    <message>
        <location filename="../../app/panels/field.py" line="80"/>
        <location filename="../../app/panels/field.py" line="251"/>
        <source>道路更正</source>
        <translation>Correct road</translation>
    </message>
    <message>
        <location filename="../../app/panels/field.py" line="81"/>
        <source>新测道路……</source>
        <translation>Surveyed road…</translation>
    </message>
    <message>
        <location filename="../../app/panels/field.py" line="132"/>
        <source>{area}，{when} 签出。这里的记录不改动任何数字，并回以后由局里取舍。</source>
        <translation>{area}, checked out {when}. Records here change no figure; the office chooses after merging.</translation>
    </message>
    <message>
        <location filename="../../app/panels/field.py" line="159"/>
        <source>先在地图或表格里选一所学校或一个村</source>
        <translation>First pick a school or a village on the map or in a table</translation>
    </message>
    <message>
        <location filename="../../app/panels/field.py" line="189"/>
        <source>在地图上点出“{name}”的实际位置。</source>
        <translation>Click on the map where “{name}” really is.</translation>
    </message>
    <message>
        <location filename="../../app/panels/field.py" line="208"/>
        <source>照片 (*.jpg *.jpeg *.png *.webp *.bmp)</source>
        <translation>Photos (*.jpg *.jpeg *.png *.webp *.bmp)</translation>
    </message>
    <message>
        <location filename="../../app/panels/field.py" line="209"/>
        <source>选择照片</source>
        <translation>Choose a photo</translation>
    </message>
    <message>
        <location filename="../../app/panels/field.py" line="238"/>
        <source>在地图上点出走不通的地方。</source>
        <translation>Click on the map where the road cannot be passed.</translation>
    </message>
    <message>
        <location filename="../../app/panels/field.py" line="256"/>
        <source>在地图上点要更正的路。</source>
        <translation>Click on the road to be corrected.</translation>
    </message>
    <message>
        <location filename="../../app/panels/field.py" line="260"/>
        <source>测线 (*.kml *.kmz *.geojson *.gpkg *.shp)</source>
        <translation>Surveyed lines (*.kml *.kmz *.geojson *.gpkg *.shp)</translation>
    </message>
    <message>
        <location filename="../../app/panels/field.py" line="261"/>
        <source>选择测线文件</source>
        <translation>Choose a file of surveyed lines</translation>
    </message>
    <message>
        <location filename="../../app/panels/field.py" line="281"/>
        <source>新测道路</source>
        <translation>Surveyed road</translation>
    </message>
    <message>
        <location filename="../../app/panels/field.py" line="321"/>
        <source>删去外业记录</source>
        <translation>Remove field record</translation>
    </message>
    <message>
        <location filename="../../app/panels/field.py" line="346"/>
        <source>在地图上点出地点。</source>
        <translation>Click on the place on the map.</translation>
    </message>
    <message>
        <location filename="../../app/panels/field.py" line="361"/>
        <source>地图还没有打开。</source>
        <translation>The map is not open yet.</translation>
    </message>
</context>
<context>
    <name>FieldWork</name>
    <message>
        <location filename="../../app/field_work.py" line="26"/>
        <source>外业</source>
        <translation>Field work</translation>
    </message>
    <message>
        <location filename="../../app/field_work.py" line="48"/>
        <source>打开的已经是外业副本。请打开局里的计划再签出。</source>
        <translation>A field copy is open already. Please open the office plan to check out.</translation>
    </message>
    <message>
        <location filename="../../app/field_work.py" line="49"/>
        <source>签出外业副本</source>
        <translation>Check out a field copy</translation>
    </message>
    <message>
        <location filename="../../app/field_work.py" line="60"/>
        <source>打开的是外业副本。请先打开局里的计划，再把副本并回去。</source>
        <translation>A field copy is open. Please open the office plan first, then merge the copy into it.</translation>
    </message>
    <message>
        <location filename="../../app/field_work.py" line="61"/>
        <source>并回外业副本</source>
        <translation>Merge a field copy</translation>
    </message>
</context>
<context>
    <name>FileBanner</name>
    <message>
        <location filename="../../app/panels/banner.py" line="28"/>
        <source>另存为……</source>
        <translation>Save as…</translation>
    </message>
    <message>
        <location filename="../../app/panels/banner.py" line="28"/>
        <source>重新打开</source>
        <translation>Open again</translation>
    </message>
</context>
<context>
    <name>FilesPage</name>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="78"/>
        <source>选好前五个文件就能读取。列名不必改，下一步可以核对；有问题的行会列出来，其余照常读入。</source>
        <translation>The first five files are enough. Headers can stay as they are: the next step shows them for checking. Faulty rows are listed, all others come in.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="87"/>
        <source>空着则取边界文件里的名称，如 鹤山区</source>
        <translation>empty: the name in the boundary file</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="88"/>
        <source>县（市、区）名称</source>
        <translation>County, city or district</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="89"/>
        <source>学年（秋季起始年）</source>
        <translation>School year (autumn)</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="98"/>
        <source>表格 (*.xlsx *.xls *.ods *.csv *.txt)</source>
        <translation>Tables (*.xlsx *.xls *.ods *.csv *.txt)</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="99"/>
        <source>边界 (*.geojson *.json *.gpkg *.shp *.kml *.kmz *.zip)</source>
        <translation>Boundaries (*.geojson *.json *.gpkg *.shp *.kml *.kmz *.zip)</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="100"/>
        <source>道路 (*.osm *.osm.gz *.pbf *.gpkg *.shp *.geojson *.kml *.zip)</source>
        <translation>Roads (*.osm *.osm.gz *.pbf *.gpkg *.shp *.geojson *.kml *.zip)</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="101"/>
        <source>表格或点图层 (*.xlsx *.xls *.ods *.csv *.txt *.gpkg *.shp *.geojson *.kml *.zip)</source>
        <translation>Tables or point layers (*.xlsx *.xls *.ods *.csv *.txt *.gpkg *.shp *.geojson *.kml *.zip)</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="104"/>
        <source>道路</source>
        <translation>Roads</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="105"/>
        <source>可选几个：OpenStreetMap 文件和自己的路线会接在一起</source>
        <translation>Several may be given: an OpenStreetMap file and own lines are joined</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="107"/>
        <source>边界</source>
        <translation>Boundary</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="108"/>
        <source>学校台账</source>
        <translation>School ledger</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="109"/>
        <source>居民点</source>
        <translation>Settlements</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="112"/>
        <source>学生</source>
        <translation>Pupils</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="114"/>
        <source>居民点 × 年级的人数，或学籍名册（只计数，不存姓名）</source>
        <translation>Numbers by settlement × grade, or a roster (counted only, no names kept)</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="116"/>
        <source>就读情况</source>
        <translation>Attendance</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="116"/>
        <location filename="../../app/dialogs/files_page.py" line="117"/>
        <location filename="../../app/dialogs/files_page.py" line="118"/>
        <source>可空</source>
        <translation>optional</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="117"/>
        <source>划片</source>
        <translation>Zones</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="118"/>
        <source>对口升学</source>
        <translation>Feeder schools</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="121"/>
        <source>公交站点</source>
        <translation>Bus stops</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="124"/>
        <source>可空；各线路的站序、坐标、分钟、发车间隔</source>
        <translation>Optional: per line the order of stops, positions, minutes, headways</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="129"/>
        <source>高程</source>
        <translation>Heights</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="130"/>
        <source>高程 (*.tif *.tiff)</source>
        <translation>Heights (*.tif *.tiff)</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="132"/>
        <source>可空；GeoTIFF，用来算上下坡的步行时间</source>
        <translation>Optional: GeoTIFF, for walking times up and down hill</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="140"/>
        <source>各年龄儿童数</source>
        <translation>Children by age</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="141"/>
        <source>可空，预测用；摸底、户籍、预防接种、出生或普查</source>
        <translation>Optional, for the forecast; survey, household register, vaccination, births or census</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="144"/>
        <source>历年在校生</source>
        <translation>Past enrolment</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="145"/>
        <source>可空，预测用；满五年可以回测误差</source>
        <translation>Optional, for the forecast; five years allow a back-test</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="148"/>
        <source>新建住房</source>
        <translation>New housing</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="149"/>
        <source>可空，预测用；交房年、户数</source>
        <translation>Optional, for the forecast; year of handing over, dwellings</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="156"/>
        <source>以前的计划</source>
        <translation>Earlier plan</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="157"/>
        <source>校图计划 (*.gpkg)</source>
        <translation>Xiaotu plan (*.gpkg)</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="159"/>
        <source>可空；其中已认可、已改正的问题照样沿用</source>
        <translation>Optional; issues accepted or fixed in it stay so</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="165"/>
        <source>空着则按文件标题</source>
        <translation>empty: as the titles say</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="184"/>
        <source>选择……</source>
        <translation>Choose…</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="185"/>
        <source>选择{what}文件</source>
        <translation>Choose the file: {what}</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="197"/>
        <source>再加……</source>
        <translation>Add…</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="198"/>
        <source>再选一个道路文件，和已选的接在一起</source>
        <translation>Choose one more road file, to be joined to the others</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="201"/>
        <source>联网下载……</source>
        <translation>Download…</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="202"/>
        <source>联网下载道路</source>
        <translation>Download roads</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/files_page.py" line="248"/>
        <source>请选择</source>
        <translation>Please choose</translation>
    </message>
</context>
<context>
    <name>ForecastChart</name>
    <message>
        <location filename="../../app/panels/forecast_chart.py" line="62"/>
        <source>学生数预测曲线</source>
        <translation>Curve of forecast pupils</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast_chart.py" line="72"/>
        <source>{first} 年 {now} 人，{last} 年低 {low}、中 {middle}、高 {high} 人</source>
        <translation>{first}: {now} pupils; {last}: low {low}, middle {middle}, high {high}</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast_chart.py" line="161"/>
        <source>历年</source>
        <translation>Past years</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast_chart.py" line="162"/>
        <source>中（已出生）</source>
        <translation>Middle (born)</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast_chart.py" line="164"/>
        <source>中（含未出生推测）</source>
        <translation>Middle (with unborn)</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast_chart.py" line="166"/>
        <source>现有学位</source>
        <translation>Places today</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast_chart.py" line="166"/>
        <source>设在这里的学校现有学位</source>
        <translation>Places today of the schools here</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast_chart.py" line="176"/>
        <source>低—高</source>
        <translation>Low to high</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast_chart.py" line="182"/>
        <source>回测误差</source>
        <translation>Back-test error</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast_chart.py" line="217"/>
        <source>{year} 年：{pupils} 人</source>
        <translation>{year}: {pupils} pupils</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast_chart.py" line="221"/>
        <source>{year} 年：中 {middle}（低 {low}，高 {high}）</source>
        <translation>{year}: middle {middle} (low {low}, high {high})</translation>
    </message>
</context>
<context>
    <name>ForecastPanel</name>
    <message>
        <location filename="../../app/panels/forecast.py" line="77"/>
        <source>范围</source>
        <translation>Where</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast.py" line="80"/>
        <source>按什么预测</source>
        <translation>Forecast by</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast.py" line="80"/>
        <source>按乡镇</source>
        <translation>By township</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast.py" line="80"/>
        <source>按小学片区</source>
        <translation>By catchment</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast.py" line="83"/>
        <source>学段</source>
        <translation>Stage</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast.py" line="86"/>
        <source>表</source>
        <translation>Table</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast.py" line="87"/>
        <source>逐年</source>
        <translation>Year by year</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast.py" line="87"/>
        <source>学位预警</source>
        <translation>Warnings</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast.py" line="87"/>
        <source>方案多年</source>
        <translation>Scenario by year</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast.py" line="89"/>
        <source>导出工作簿……</source>
        <translation>Export workbook…</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast.py" line="107"/>
        <source>学龄人口预测</source>
        <translation>Forecast of pupils</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast.py" line="121"/>
        <source>最多的学年</source>
        <translation>Year of most pupils</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast.py" line="122"/>
        <source>回测（平均绝对误差）</source>
        <translation>Back-test (mean absolute error)</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast.py" line="123"/>
        <source>说明</source>
        <translation>Notes</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast.py" line="156"/>
        <source>还没有打开计划</source>
        <translation>No plan is open</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast.py" line="169"/>
        <source>没有各年龄儿童数</source>
        <translation>No children by age</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast.py" line="171"/>
        <source>从文件新建计划时，导入“各年龄儿童数”（摸底、户籍、预防接种、出生或普查）；有“历年在校生”还能回测误差，有“新建住房”能计入新增学生。空白表格在菜单“文件”里。没有这些，只能由在校生往后推，入学的新生都是推测。</source>
        <translation>When you make a plan from files, import “Children by age” (survey, household register, vaccination, births or census). “Past enrolment” allows a back-test, “New housing” adds its pupils. Blank tables are in the menu “File”. Without them only the pupils at school can be carried forward, and everybody who enters is a guess.</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast.py" line="175"/>
        <source>先由在校生推测</source>
        <translation>Go on from the pupils at school</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast.py" line="190"/>
        <source>正在预测……</source>
        <translation>Forecasting…</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast.py" line="204"/>
        <source>没有算出预测</source>
        <translation>The forecast could not be worked out</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast.py" line="204"/>
        <source>重新计算</source>
        <translation>Work out again</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast.py" line="243"/>
        <source>导出预测</source>
        <translation>Export forecast</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast.py" line="243"/>
        <source>学龄人口预测.xlsx</source>
        <translation>forecast.xlsx</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast.py" line="243"/>
        <source>工作簿 (*.xlsx)</source>
        <translation>Workbook (*.xlsx)</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast.py" line="261"/>
        <source>已导出：{file}</source>
        <translation>Exported: {file}</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast.py" line="264"/>
        <source>没有导出</source>
        <translation>Not exported</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast.py" line="269"/>
        <source>只看有预警的</source>
        <translation>Only those with a warning</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast.py" line="269"/>
        <source>只看变小、不足的</source>
        <translation>Only small or short ones</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast.py" line="274"/>
        <source>方案：{scenario}。开办的学校逐年的规模和学位。</source>
        <translation>Scenario: {scenario}. Size and places of the schools that are open, year by year.</translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast.py" line="276"/>
        <source>、</source>
        <translation>, </translation>
    </message>
    <message>
        <location filename="../../app/panels/forecast.py" line="280"/>
        <source>现状学校。{levels}</source>
        <translation>Schools as they are. {levels}</translation>
    </message>
</context>
<context>
    <name>FoundPage</name>
    <message>
        <location filename="../../app/dialogs/found_page.py" line="49"/>
        <source>读入 {schools} 所学校（含部、教学点）、{settlements} 个居民点、{pupils}</source>
        <translation>{schools} schools (with divisions, teaching points), {settlements} settlements, {pupils} read</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/found_page.py" line="65"/>
        <source>有 {count} 项问题，列在下面，以后也可在“数据”里看。现在保存，边改边用都行。</source>
        <translation>{count} issues, listed below and later under “Data”. You can save now and put them right as you go.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/found_page.py" line="69"/>
        <source>文件里没有发现问题。</source>
        <translation>No issues were found in the files.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/found_page.py" line="73"/>
        <source>其中 {count} 项沿用以前计划里的处理（认可、已改正）。</source>
        <translation> {count} of them stay as handled in the earlier plan (accepted, fixed).</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/found_page.py" line="75"/>
        <source>以前的计划是“{unit}”的，没有沿用其中的处理。</source>
        <translation> The earlier plan is of “{unit}”; nothing was taken over from it.</translation>
    </message>
</context>
<context>
    <name>Headline</name>
    <message>
        <location filename="../../app/panels/headline.py" line="113"/>
        <source>打开这个数背后的明细</source>
        <translation>Open the rows behind this figure</translation>
    </message>
</context>
<context>
    <name>HistoryDialog</name>
    <message>
        <location filename="../../app/dialogs/history.py" line="117"/>
        <source>{shown} / {total} 条</source>
        <translation>{shown} of {total}</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/history.py" line="49"/>
        <source>做了什么</source>
        <translation>What was done</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/history.py" line="62"/>
        <source>关闭</source>
        <translation>Close</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/history.py" line="101"/>
        <source>另有 {count} 行，见导出的表。</source>
        <translation>{count} more lines: see the exported table.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/history.py" line="62"/>
        <source>导出……</source>
        <translation>Export…</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/history.py" line="122"/>
        <source>导出操作记录</source>
        <translation>Export the log</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/history.py" line="40"/>
        <source>操作记录</source>
        <translation>Log</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/history.py" line="120"/>
        <source>操作记录.csv</source>
        <translation>log.csv</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/history.py" line="70"/>
        <source>操作记录只增不减；每条带有前一条的校验值。未保存的改动在保存时记入。</source>
        <translation>The log is only ever continued; each entry carries the digest of the one before. Unsaved changes are logged when saved.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/history.py" line="49"/>
        <source>时间</source>
        <translation>Time</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/history.py" line="131"/>
        <source>没有导出</source>
        <translation>Not exported</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/history.py" line="49"/>
        <source>程序版本</source>
        <translation>Program</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/history.py" line="43"/>
        <source>筛选：学校、方案、文件、日期……</source>
        <translation>Filter: school, scenario, file, date…</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/history.py" line="121"/>
        <source>表格 (*.csv)</source>
        <translation>Table (*.csv)</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/history.py" line="49"/>
        <source>谁</source>
        <translation>Who</translation>
    </message>
</context>
<context>
    <name>IssueActions</name>
    <message>
        <location filename="../../app/panels/issue_actions.py" line="35"/>
        <source>处理</source>
        <translation>Actions</translation>
    </message>
    <message>
        <location filename="../../app/panels/issue_actions.py" line="37"/>
        <source>对选中的问题：看地图、看所在行、打开文件、认可、改正；导出清单</source>
        <translation>For the selected issue: map, row, file, accept, fixed; export the list</translation>
    </message>
    <message>
        <location filename="../../app/panels/issue_actions.py" line="52"/>
        <source>在地图上看</source>
        <translation>Show on map</translation>
    </message>
    <message>
        <location filename="../../app/panels/issue_actions.py" line="54"/>
        <source>查看所在行……</source>
        <translation>Look at the row…</translation>
    </message>
    <message>
        <location filename="../../app/panels/issue_actions.py" line="55"/>
        <source>打开所在文件</source>
        <translation>Open the file</translation>
    </message>
    <message>
        <location filename="../../app/panels/issue_actions.py" line="58"/>
        <source>认可，说明理由……</source>
        <translation>Accept, with a reason…</translation>
    </message>
    <message>
        <location filename="../../app/panels/issue_actions.py" line="59"/>
        <source>标为已改正</source>
        <translation>Mark as fixed</translation>
    </message>
    <message>
        <location filename="../../app/panels/issue_actions.py" line="60"/>
        <source>重新列为待处理</source>
        <translation>List as open again</translation>
    </message>
    <message>
        <location filename="../../app/panels/issue_actions.py" line="65"/>
        <source>导出问题清单……</source>
        <translation>Export the list of issues…</translation>
    </message>
    <message>
        <location filename="../../app/panels/issue_actions.py" line="140"/>
        <source>认可这个问题</source>
        <translation>Accept this issue</translation>
    </message>
    <message>
        <location filename="../../app/panels/issue_actions.py" line="140"/>
        <source>为什么可以这样（会写进问题清单）：</source>
        <translation>Why it is acceptable (goes into the list of issues):</translation>
    </message>
    <message>
        <location filename="../../app/panels/issue_actions.py" line="154"/>
        <source>认可问题</source>
        <translation>Accept issue</translation>
    </message>
    <message>
        <location filename="../../app/panels/issue_actions.py" line="155"/>
        <source>问题已改正</source>
        <translation>Issue fixed</translation>
    </message>
    <message>
        <location filename="../../app/panels/issue_actions.py" line="156"/>
        <source>重新列为问题</source>
        <translation>List issue again</translation>
    </message>
    <message>
        <location filename="../../app/panels/issue_actions.py" line="165"/>
        <source>{unit}问题清单.xlsx</source>
        <translation>{unit} issues.xlsx</translation>
    </message>
    <message>
        <location filename="../../app/panels/issue_actions.py" line="167"/>
        <source>导出问题清单</source>
        <translation>Export the list of issues</translation>
    </message>
    <message>
        <location filename="../../app/panels/issue_actions.py" line="180"/>
        <source>没有导出</source>
        <translation>Not exported</translation>
    </message>
</context>
<context>
    <name>JobDialog</name>
    <message>
        <location filename="../../app/dialogs/job_dialog.py" line="34"/>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/job_dialog.py" line="61"/>
        <source>另一项任务正在进行，请等它结束或先取消它。</source>
        <translation>Another job is running; wait for it or cancel it first.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/job_dialog.py" line="96"/>
        <source>正在停止……</source>
        <translation>Stopping…</translation>
    </message>
</context>
<context>
    <name>JourneyPanel</name>
    <message>
        <location filename="../../app/panels/journey.py" line="98"/>
        <source>‹ 返回</source>
        <translation>‹ Back</translation>
    </message>
    <message>
        <location filename="../../app/panels/journey.py" line="103"/>
        <source>村</source>
        <translation>Village</translation>
    </message>
    <message>
        <location filename="../../app/panels/journey.py" line="103"/>
        <source>学校</source>
        <translation>School</translation>
    </message>
    <message>
        <location filename="../../app/panels/journey.py" line="104"/>
        <source>方式</source>
        <translation>Mode</translation>
    </message>
    <message>
        <location filename="../../app/panels/journey.py" line="119"/>
        <source>为什么是这条路</source>
        <translation>Why this way</translation>
    </message>
    <message>
        <location filename="../../app/panels/journey.py" line="136"/>
        <source>从</source>
        <translation>From</translation>
    </message>
    <message>
        <location filename="../../app/panels/journey.py" line="136"/>
        <source>到</source>
        <translation>To</translation>
    </message>
    <message>
        <location filename="../../app/panels/journey.py" line="137"/>
        <source>怎么去</source>
        <translation>How</translation>
    </message>
    <message>
        <location filename="../../app/panels/journey.py" line="145"/>
        <source>也可以直接在地图上点另一个村、另一所学校。</source>
        <translation>Or click another village or school on the map.</translation>
    </message>
    <message>
        <location filename="../../app/panels/journey.py" line="161"/>
        <source>时间为村点到校门的单程。</source>
        <translation>Times are one way, from the village to the gate.</translation>
    </message>
    <message>
        <location filename="../../app/panels/journey.py" line="169"/>
        <source>正在找路……</source>
        <translation>Looking for the way …</translation>
    </message>
    <message>
        <location filename="../../app/panels/journey.py" line="195"/>
        <source>没有可去的学校。</source>
        <translation>There is no school to go to.</translation>
    </message>
    <message>
        <location filename="../../app/panels/journey.py" line="200"/>
        <source>无路可达</source>
        <translation>No way</translation>
    </message>
    <message>
        <location filename="../../app/panels/journey.py" line="233"/>
        <source>就读</source>
        <translation>attended</translation>
    </message>
</context>
<context>
    <name>LockField</name>
    <message>
        <location filename="../../app/panels/promises.py" line="55"/>
        <location filename="../../app/panels/promises.py" line="60"/>
        <source>约定</source>
        <translation>Promise</translation>
    </message>
    <message>
        <location filename="../../app/panels/promises.py" line="56"/>
        <source>先约定的事：方案违反了，会列在问题里；约定本身不改变测算</source>
        <translation>What was promised first: a scenario that breaks it has that among its issues; the promise itself changes no figure</translation>
    </message>
    <message>
        <location filename="../../app/panels/promises.py" line="57"/>
        <source>未约定</source>
        <translation>none</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <location filename="../../app/main_window.py" line="107"/>
        <source>撤销</source>
        <translation>Undo</translation>
    </message>
    <message>
        <location filename="../../app/main_window.py" line="108"/>
        <source>重做</source>
        <translation>Redo</translation>
    </message>
    <message>
        <location filename="../../app/main_window.py" line="186"/>
        <source>方案与视图</source>
        <translation>Scenarios and view</translation>
    </message>
    <message>
        <location filename="../../app/main_window.py" line="187"/>
        <source>卡片</source>
        <translation>Card</translation>
    </message>
    <message>
        <location filename="../../app/main_window.py" line="189"/>
        <source>表格</source>
        <translation>Tables</translation>
    </message>
    <message>
        <location filename="../../app/main_window.py" line="193"/>
        <source>可达性</source>
        <translation>Access</translation>
    </message>
    <message>
        <location filename="../../app/main_window.py" line="195"/>
        <source>测算</source>
        <translation>Workings</translation>
    </message>
    <message>
        <location filename="../../app/main_window.py" line="403"/>
        <source>没有选中学校</source>
        <translation>No school selected</translation>
    </message>
    <message>
        <location filename="../../app/main_window.py" line="405"/>
        <source>在地图或表格里点一所学校，看它的现状，作出决定，先看后果再确认。点一个村，看每个年级去哪里上学。</source>
        <translation>Click a school on the map or in the table: see its present state, decide, look at the consequence, then confirm. Click a village to see where each grade goes.</translation>
    </message>
    <message>
        <location filename="../../app/main_window.py" line="407"/>
        <source>道路改动……</source>
        <translation>Changes to the roads…</translation>
    </message>
    <message>
        <location filename="../../app/main_window.py" line="421"/>
        <source>（只读）</source>
        <translation> (read-only)</translation>
    </message>
    <message>
        <location filename="../../app/main_window.py" line="423"/>
        <source>校图</source>
        <translation>Xiaotu</translation>
    </message>
    <message>
        <location filename="../../app/main_window.py" line="442"/>
        <source>没有写成自动备份，请尽早保存。{reason}</source>
        <translation>The automatic copy could not be written; please save soon. {reason}</translation>
    </message>
    <message>
        <location filename="../../app/main_window.py" line="419"/>
        <source>（封存版，只读）</source>
        <translation> (sealed, read-only)</translation>
    </message>
</context>
<context>
    <name>ManagerField</name>
    <message>
        <location filename="../../app/panels/decision_fields.py" line="227"/>
        <source>移交</source>
        <translation>Handed over to</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_fields.py" line="230"/>
        <source>接管的学校或单位</source>
        <translation>school or body that takes over</translation>
    </message>
</context>
<context>
    <name>MapPanel</name>
    <message>
        <location filename="../../app/panels/map.py" line="57"/>
        <source>正在准备地图……</source>
        <translation>Preparing the map…</translation>
    </message>
    <message>
        <location filename="../../app/panels/map.py" line="68"/>
        <source>地图没有打开</source>
        <translation>The map did not open</translation>
    </message>
    <message>
        <location filename="../../app/panels/map.py" line="68"/>
        <source>重试</source>
        <translation>Try again</translation>
    </message>
    <message>
        <location filename="../../app/panels/map.py" line="74"/>
        <source>地图</source>
        <translation>Map</translation>
    </message>
    <message>
        <location filename="../../app/panels/map.py" line="154"/>
        <source>查看方案设定</source>
        <translation>Show the scenario&apos;s settings</translation>
    </message>
    <message>
        <location filename="../../app/panels/map.py" line="155"/>
        <location filename="../../app/panels/map.py" line="158"/>
        <source>没有算出结果</source>
        <translation>No result</translation>
    </message>
    <message>
        <location filename="../../app/panels/map.py" line="158"/>
        <source>重新计算</source>
        <translation>Compute again</translation>
    </message>
</context>
<context>
    <name>NamesPage</name>
    <message>
        <location filename="../../app/dialogs/names_page.py" line="115"/>
        <source>出处</source>
        <translation>Found in</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/names_page.py" line="115"/>
        <source>文件里的写法</source>
        <translation>As written</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/names_page.py" line="115"/>
        <source>是哪一个</source>
        <translation>Which one it is</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/names_page.py" line="121"/>
        <source>这些名字没有对上。相近的、同乡镇的在下拉单里，其他的输入几个字就能找到。认得的请指出来，再读一次；不认得的留着，会列在问题里。</source>
        <translation>These names were not found. What resembles them, and the villages of their township, is in the list; any other place is found by typing a part of its name. Say what you recognise and read the files again; what you leave stays among the issues.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/names_page.py" line="143"/>
        <source>“{name}”是哪一个</source>
        <translation>Which one is “{name}”</translation>
    </message>
</context>
<context>
    <name>NewPlanDialog</name>
    <message>
        <location filename="../../app/dialogs/new_plan.py" line="35"/>
        <source>从文件新建计划</source>
        <translation>New plan from files</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/new_plan.py" line="53"/>
        <source>上一步</source>
        <translation>Back</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/new_plan.py" line="55"/>
        <source>认名字……</source>
        <translation>Names…</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/new_plan.py" line="91"/>
        <source>下一步</source>
        <translation>Next</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/new_plan.py" line="92"/>
        <source>读取文件</source>
        <translation>Read files</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/new_plan.py" line="93"/>
        <source>再读一次</source>
        <translation>Read again</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/new_plan.py" line="94"/>
        <source>保存计划……</source>
        <translation>Save plan…</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/new_plan.py" line="114"/>
        <location filename="../../app/dialogs/new_plan.py" line="115"/>
        <source>（待定）</source>
        <translation> (to be chosen)</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/new_plan.py" line="221"/>
        <source>&#x3000;坐标系</source>
        <translation>&#x3000;Coordinate system</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/new_plan.py" line="224"/>
        <source>&#x3000;图层</source>
        <translation>&#x3000;Layer</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/new_plan.py" line="234"/>
        <source>全部合起来</source>
        <translation>All of them together</translation>
    </message>
</context>
<context>
    <name>NewSchoolDialog</name>
    <message>
        <location filename="../../app/dialogs/new_school.py" line="53"/>
        <source>新建学校</source>
        <translation>New schools</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/new_school.py" line="53"/>
        <source>拟建学校</source>
        <translation>School to be built</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/new_school.py" line="56"/>
        <source>如“城东小学（拟建）”，会印在成果里</source>
        <translation>such as “East Primary (planned)”; printed in the results</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/new_school.py" line="57"/>
        <location filename="../../app/dialogs/new_school.py" line="76"/>
        <source>校名</source>
        <translation>Name</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/new_school.py" line="60"/>
        <location filename="../../app/dialogs/new_school.py" line="77"/>
        <source>乡镇</source>
        <translation>Township</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/new_school.py" line="64"/>
        <location filename="../../app/dialogs/new_school.py" line="78"/>
        <source>办学类型</source>
        <translation>Type</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/new_school.py" line="79"/>
        <source>开设年级</source>
        <translation>Grades taught</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/new_school.py" line="81"/>
        <source>乡镇按点的最近的村填写，请核对。学年、规模、投资在学校的卡片里写。</source>
        <translation>The township is that of the nearest village: please check it. Year, size and cost are said in the card of the school.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/new_school.py" line="83"/>
        <source>确认</source>
        <translation>OK</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/new_school.py" line="85"/>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/new_school.py" line="123"/>
        <source>已有同名学校，请换一个校名</source>
        <translation>There is a school of that name; please choose another one</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/new_school.py" line="123"/>
        <source>请填写校名</source>
        <translation>Please enter a name</translation>
    </message>
</context>
<context>
    <name>NewSchools</name>
    <message>
        <location filename="../../app/new_schools.py" line="50"/>
        <source>在地图上点出新学校的位置</source>
        <translation>Click on the map where the new school is to stand</translation>
    </message>
    <message>
        <location filename="../../app/new_schools.py" line="56"/>
        <source>在地图上点出“{name}”的新位置</source>
        <translation>Click on the map where “{name}” is to stand now</translation>
    </message>
    <message>
        <location filename="../../app/new_schools.py" line="63"/>
        <source>地图还没有准备好，请稍候再点。</source>
        <translation>The map is not ready yet; please click in a moment.</translation>
    </message>
    <message>
        <location filename="../../app/new_schools.py" line="74"/>
        <source>拟建学校 {number}</source>
        <translation>New school {number}</translation>
    </message>
    <message>
        <location filename="../../app/new_schools.py" line="87"/>
        <source>新建“{name}”</source>
        <translation>Build “{name}”</translation>
    </message>
    <message>
        <location filename="../../app/new_schools.py" line="94"/>
        <source>“{name}”换位置</source>
        <translation>Move “{name}”</translation>
    </message>
    <message>
        <location filename="../../app/new_schools.py" line="106"/>
        <source>修改“{name}”</source>
        <translation>Edit “{name}”</translation>
    </message>
    <message>
        <location filename="../../app/new_schools.py" line="116"/>
        <source>删除“{name}”</source>
        <translation>Delete “{name}”</translation>
    </message>
    <message>
        <location filename="../../app/new_schools.py" line="149"/>
        <source>没有改动</source>
        <translation>Nothing was changed</translation>
    </message>
</context>
<context>
    <name>NoteForm</name>
    <message>
        <location filename="../../app/panels/field_forms.py" line="95"/>
        <source>说明</source>
        <translation>Note</translation>
    </message>
    <message>
        <location filename="../../app/panels/field_forms.py" line="96"/>
        <source>看到了什么：路面、桥、校舍、村里的意见……不要写学生姓名。</source>
        <translation>What you saw: road surface, bridge, school building, what the village says… No names of pupils, please.</translation>
    </message>
</context>
<context>
    <name>OutcomesPage</name>
    <message>
        <location filename="../../app/panels/outcomes.py" line="34"/>
        <source>测算的表</source>
        <translation>Tables of the workings</translation>
    </message>
    <message>
        <location filename="../../app/panels/outcomes.py" line="56"/>
        <source>七项指标</source>
        <translation>Seven indicators</translation>
    </message>
    <message>
        <location filename="../../app/panels/outcomes.py" line="56"/>
        <source>差异系数</source>
        <translation>Variation</translation>
    </message>
    <message>
        <location filename="../../app/panels/outcomes.py" line="56"/>
        <source>保障程度</source>
        <translation>County items</translation>
    </message>
    <message>
        <location filename="../../app/panels/outcomes.py" line="56"/>
        <source>教职工</source>
        <translation>Staff</translation>
    </message>
    <message>
        <location filename="../../app/panels/outcomes.py" line="57"/>
        <source>经费影响</source>
        <translation>Money</translation>
    </message>
    <message>
        <location filename="../../app/panels/outcomes.py" line="57"/>
        <source>必须保留</source>
        <translation>Must stay</translation>
    </message>
    <message>
        <location filename="../../app/panels/outcomes.py" line="57"/>
        <source>撤并条件</source>
        <translation>Conditions</translation>
    </message>
    <message>
        <location filename="../../app/panels/outcomes.py" line="57"/>
        <source>人员校产去向</source>
        <translation>Staff, property</translation>
    </message>
    <message>
        <location filename="../../app/panels/outcomes.py" line="58"/>
        <source>公平性</source>
        <translation>Fairness</translation>
    </message>
    <message>
        <location filename="../../app/panels/outcomes.py" line="58"/>
        <source>乡镇、中心校</source>
        <translation>Townships, centres</translation>
    </message>
    <message>
        <location filename="../../app/panels/outcomes.py" line="97"/>
        <source>还没有打开计划</source>
        <translation>No plan is open</translation>
    </message>
    <message>
        <location filename="../../app/panels/outcomes.py" line="121"/>
        <source>正在计算……</source>
        <translation>Working it out…</translation>
    </message>
    <message>
        <location filename="../../app/panels/outcomes.py" line="153"/>
        <source>说明 {count} 条</source>
        <translation>Notes: {count}</translation>
    </message>
    <message>
        <location filename="../../app/panels/outcomes.py" line="162"/>
        <source>没有算出结果</source>
        <translation>No result</translation>
    </message>
    <message>
        <location filename="../../app/panels/outcomes.py" line="162"/>
        <source>重新计算</source>
        <translation>Work out again</translation>
    </message>
</context>
<context>
    <name>PathBar</name>
    <message>
        <location filename="../../app/panels/path_bar.py" line="22"/>
        <source>① 数据</source>
        <translation>① Data</translation>
    </message>
    <message>
        <location filename="../../app/panels/path_bar.py" line="23"/>
        <source>看导入了什么、还有哪些问题</source>
        <translation>What was imported, what is wrong in it</translation>
    </message>
    <message>
        <location filename="../../app/panels/path_bar.py" line="26"/>
        <source>② 诊断</source>
        <translation>② Diagnosis</translation>
    </message>
    <message>
        <location filename="../../app/panels/path_bar.py" line="27"/>
        <source>看现状的路程、班额、学位</source>
        <translation>Journeys, classes and places today</translation>
    </message>
    <message>
        <location filename="../../app/panels/path_bar.py" line="29"/>
        <source>③ 方案</source>
        <translation>③ Scenario</translation>
    </message>
    <message>
        <location filename="../../app/panels/path_bar.py" line="29"/>
        <source>逐校作出决定</source>
        <translation>Decide school by school</translation>
    </message>
    <message>
        <location filename="../../app/panels/path_bar.py" line="31"/>
        <source>④ 比选</source>
        <translation>④ Comparison</translation>
    </message>
    <message>
        <location filename="../../app/panels/path_bar.py" line="32"/>
        <source>并排比较现状和各方案</source>
        <translation>Present state and scenarios side by side</translation>
    </message>
    <message>
        <location filename="../../app/panels/path_bar.py" line="35"/>
        <source>⑤ 成果</source>
        <translation>⑤ Results</translation>
    </message>
    <message>
        <location filename="../../app/panels/path_bar.py" line="36"/>
        <source>生成一校一案、总报告、工作簿和网页地图</source>
        <translation>Reports per school, summary, workbook and web map</translation>
    </message>
    <message>
        <location filename="../../app/panels/path_bar.py" line="92"/>
        <source>● {count} 项待处理</source>
        <translation>● {count} to settle</translation>
    </message>
    <message>
        <location filename="../../app/panels/path_bar.py" line="92"/>
        <source>无待处理</source>
        <translation>nothing to settle</translation>
    </message>
    <message>
        <location filename="../../app/panels/path_bar.py" line="95"/>
        <source>打开问题表</source>
        <translation>Open the issues</translation>
    </message>
</context>
<context>
    <name>PickSettlementsDialog</name>
    <message>
        <location filename="../../app/dialogs/pick_settlements.py" line="43"/>
        <source>名称，如“省道”“北河”，会印在成果里</source>
        <translation>Name, such as “main road” or “river”; printed in the results</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/pick_settlements.py" line="46"/>
        <source>全部乡镇</source>
        <translation>All townships</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/pick_settlements.py" line="49"/>
        <source>村名中的字</source>
        <translation>Part of a village&apos;s name</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/pick_settlements.py" line="55"/>
        <source>确认</source>
        <translation>OK</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/pick_settlements.py" line="57"/>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/pick_settlements.py" line="117"/>
        <source>、</source>
        <translation>, </translation>
    </message>
    <message>
        <location filename="../../app/dialogs/pick_settlements.py" line="118"/>
        <source>已选 {count} 个：{names}</source>
        <translation>{count} chosen: {names}</translation>
    </message>
</context>
<context>
    <name>PlaceCombo</name>
    <message>
        <location filename="../../app/dialogs/place_combo.py" line="31"/>
        <source>先不定</source>
        <translation>Not decided</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/place_combo.py" line="32"/>
        <source>都不是</source>
        <translation>None of them</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/place_combo.py" line="40"/>
        <source>选一个，或输入几个字查找</source>
        <translation>Choose one, or type to search</translation>
    </message>
</context>
<context>
    <name>PlacementField</name>
    <message>
        <location filename="../../app/panels/placement_field.py" line="203"/>
        <location filename="../../app/panels/placement_field.py" line="213"/>
        <source>设备去向</source>
        <translation>Equipment</translation>
    </message>
    <message>
        <location filename="../../app/panels/placement_field.py" line="203"/>
        <source>没有写明，未安置</source>
        <translation>not told, not placed</translation>
    </message>
    <message>
        <location filename="../../app/panels/placement_field.py" line="205"/>
        <source>如学前教育、公共服务（可空）</source>
        <translation>e.g. preschool, public service (optional)</translation>
    </message>
    <message>
        <location filename="../../app/panels/placement_field.py" line="206"/>
        <location filename="../../app/panels/placement_field.py" line="214"/>
        <source>校舍用途</source>
        <translation>Premises</translation>
    </message>
    <message>
        <location filename="../../app/panels/placement_field.py" line="211"/>
        <source>教师去向</source>
        <translation>Teachers go to</translation>
    </message>
</context>
<context>
    <name>Placing</name>
    <message>
        <location filename="../../app/placing.py" line="36"/>
        <source>在地图上点出“{name}”的位置</source>
        <translation>Click on the map where “{name}” is</translation>
    </message>
    <message>
        <location filename="../../app/placing.py" line="48"/>
        <source>没有放置</source>
        <translation>Not placed</translation>
    </message>
    <message>
        <location filename="../../app/placing.py" line="50"/>
        <source>放置“{name}”</source>
        <translation>Place “{name}”</translation>
    </message>
</context>
<context>
    <name>PlanFiles</name>
    <message>
        <location filename="../../app/files.py" line="45"/>
        <source>{name}（恢复）</source>
        <translation>{name} (recovered)</translation>
    </message>
    <message>
        <location filename="../../app/files.py" line="51"/>
        <location filename="../../app/files.py" line="127"/>
        <source>校图计划 (*.gpkg)</source>
        <translation>Xiaotu plan (*.gpkg)</translation>
    </message>
    <message>
        <location filename="../../app/files.py" line="53"/>
        <source>打开计划</source>
        <translation>Open a plan</translation>
    </message>
    <message>
        <location filename="../../app/files.py" line="70"/>
        <source>没有打开</source>
        <translation>Not opened</translation>
    </message>
    <message>
        <location filename="../../app/files.py" line="73"/>
        <source>能读多少打开多少</source>
        <translation>Open what can be read</translation>
    </message>
    <message>
        <location filename="../../app/files.py" line="90"/>
        <source>没有打开示例</source>
        <translation>Sample not opened</translation>
    </message>
    <message>
        <location filename="../../app/files.py" line="128"/>
        <source>保存计划</source>
        <translation>Save the plan</translation>
    </message>
    <message>
        <location filename="../../app/files.py" line="146"/>
        <source>没有保存</source>
        <translation>Not saved</translation>
    </message>
    <message>
        <location filename="../../app/files.py" line="150"/>
        <source>另存为……</source>
        <translation>Save as…</translation>
    </message>
    <message>
        <location filename="../../app/files.py" line="150"/>
        <source>再试一次</source>
        <translation>Try again</translation>
    </message>
</context>
<context>
    <name>Promising</name>
    <message>
        <location filename="../../app/promising.py" line="41"/>
        <source>选两个以上的村：同一年级的学生须去同一所学校。方案没有做到的，会列在问题里。</source>
        <translation>Choose two villages or more: pupils of one grade must go to one school. Where the scenario does not do so, it is listed among the issues.</translation>
    </message>
    <message>
        <location filename="../../app/promising.py" line="42"/>
        <location filename="../../app/promising.py" line="46"/>
        <source>约定同校的村</source>
        <translation>Villages that stay together</translation>
    </message>
    <message>
        <location filename="../../app/promising.py" line="54"/>
        <source>在地图上沿不得跨越的路或河画线</source>
        <translation>Draw along the road or river that must not be crossed</translation>
    </message>
    <message>
        <location filename="../../app/promising.py" line="56"/>
        <source>地图还没有准备好，请稍候再画。</source>
        <translation>The map is not ready yet; please draw in a moment.</translation>
    </message>
    <message>
        <location filename="../../app/promising.py" line="72"/>
        <source>选出村：它们的学生上学不得跨越所画的路、河；能绕就绕，绕不开即无路可达。</source>
        <translation>Choose villages whose pupils must not cross what was drawn: they go round it, and have no way where none leads round.</translation>
    </message>
    <message>
        <location filename="../../app/promising.py" line="73"/>
        <source>不得跨越的路、河</source>
        <translation>Not to be crossed</translation>
    </message>
    <message>
        <location filename="../../app/promising.py" line="83"/>
        <source>不得跨越：{name}</source>
        <translation>Not to be crossed: {name}</translation>
    </message>
</context>
<context>
    <name>ProposalConditions</name>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="26"/>
        <source> 人</source>
        <translation> pupils</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="26"/>
        <source>不限</source>
        <translation>No cap</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="26"/>
        <source>不要求</source>
        <translation>Not asked</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="30"/>
        <source>去向、班额、路程、床位、经费、改扩建、分年实施</source>
        <translation>Receivers, class size, travel, beds, budget, works, years</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="31"/>
        <source> 所</source>
        <translation> schools</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="31"/>
        <source>一校学生至多分到几所</source>
        <translation>Receivers of a school&apos;s pupils at most</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="33"/>
        <source>两次换校学生上限</source>
        <translation>Pupils moved twice at most</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="35"/>
        <source>接收学校的片区连成一片</source>
        <translation>Catchments of receivers in one piece</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="36"/>
        <source>同一个村的学生去同一所学校</source>
        <translation>A village&apos;s pupils go to one school</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="37"/>
        <source>新教学点至少多少人</source>
        <translation>Pupils of a new teaching point at least</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="38"/>
        <source>标准班额</source>
        <translation>Standard class</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="38"/>
        <location filename="../../app/panels/proposal_conditions.py" line="71"/>
        <source>班额上限</source>
        <translation>Largest class</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="41"/>
        <source> 分</source>
        <translation> min</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="41"/>
        <source>按标准</source>
        <translation>By the rules</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="42"/>
        <source>{band}单程上限</source>
        <translation>{band} one way at most</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="46"/>
        <source> 座</source>
        <translation> seats</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="46"/>
        <source>校车座位至多</source>
        <translation>Bus seats at most</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="47"/>
        <source> 床</source>
        <translation> beds</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="47"/>
        <source>不新增</source>
        <translation>None added</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="47"/>
        <source>每所接收学校至多新增床位</source>
        <translation>New beds per receiver at most</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="49"/>
        <source>一次性投入上限</source>
        <translation>One-off spending at most</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="50"/>
        <source>每年经费变化上限</source>
        <translation>Yearly funding change at most</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="48"/>
        <source> 万元</source>
        <translation> ×10,000 yuan</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="53"/>
        <source>从哪一学年起</source>
        <translation>From which school year</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="53"/>
        <source>即时</source>
        <translation>At once</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="54"/>
        <source>已接收分流学生的学校要再调整，起始学年须晚于第一次</source>
        <translation>To change receivers of the base scenario again, begin in a later year</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="55"/>
        <source>一次到位</source>
        <translation>All at once</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="56"/>
        <source> 年</source>
        <translation> years</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="56"/>
        <source>分几年实施</source>
        <translation>Years it is spread over</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="57"/>
        <source>停止招生，逐年过渡</source>
        <translation>No new entrants, phased out year by year</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="58"/>
        <source>按哪一学年的学生</source>
        <translation>Pupils of which school year</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="58"/>
        <source>今年的学生</source>
        <translation>This year&apos;s pupils</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="59"/>
        <source> 秒</source>
        <translation> s</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="59"/>
        <location filename="../../app/panels/proposal_conditions.py" line="95"/>
        <source>时间上限</source>
        <translation>Time limit</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="68"/>
        <source>一校至多分到</source>
        <translation>Receivers at most</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="68"/>
        <source>两次换校至多</source>
        <translation>Moved twice</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="72"/>
        <source>教学点至少</source>
        <translation>Teaching point at least</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="74"/>
        <source>{band}单程</source>
        <translation>{band} one way</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="78"/>
        <source>校车座位</source>
        <translation>Bus seats</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="78"/>
        <source>每校新增床位</source>
        <translation>New beds each</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="79"/>
        <source>一次性投入</source>
        <translation>One-off</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="79"/>
        <source>每年经费增减</source>
        <translation>Yearly change</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="81"/>
        <source>起始学年</source>
        <translation>First school year</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="81"/>
        <source>分几年</source>
        <translation>Spread over</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="82"/>
        <source>学生数</source>
        <translation>Pupils</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="89"/>
        <source>分流去向</source>
        <translation>Where pupils go</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="90"/>
        <source>班额、规模和路程</source>
        <translation>Class size, school size, travel</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="91"/>
        <source>校车和床位至多</source>
        <translation>Bus and beds at most</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="92"/>
        <source>经费上限</source>
        <translation>Budget</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="93"/>
        <source>可以改扩建</source>
        <translation>May be expanded</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="94"/>
        <source>分年实施</source>
        <translation>Years</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="95"/>
        <source>测算时间</source>
        <translation>Search time</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="106"/>
        <source>更多条件……</source>
        <translation>More conditions…</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_conditions.py" line="106"/>
        <source>收起更多条件</source>
        <translation>Fewer conditions</translation>
    </message>
</context>
<context>
    <name>ProposalForm</name>
    <message>
        <location filename="../../app/panels/proposal_form.py" line="31"/>
        <source>测算目标</source>
        <translation>Objective</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_form.py" line="35"/>
        <source> 人</source>
        <translation> pupils</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_form.py" line="35"/>
        <source> 所</source>
        <translation> schools</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_form.py" line="36"/>
        <source>不要求</source>
        <translation>not asked</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_form.py" line="36"/>
        <source>不限</source>
        <translation>no limit</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_form.py" line="37"/>
        <source>请填写</source>
        <translation>to be entered</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_form.py" line="37"/>
        <source>学生少于多少人的学校作为候选</source>
        <translation>Below how many pupils a school is a candidate</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_form.py" line="38"/>
        <source>至少撤并几所</source>
        <translation>How many to merge at least</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_form.py" line="39"/>
        <source>至多撤并几所</source>
        <translation>How many to merge at most</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_form.py" line="40"/>
        <source>留下的学校至少多少人</source>
        <translation>Pupils that a remaining school must have</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_form.py" line="41"/>
        <source>换校学生上限</source>
        <translation>Most pupils who change school</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_form.py" line="45"/>
        <source>可以撤并</source>
        <translation>May be merged</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_form.py" line="46"/>
        <source>可以改为教学点（保留1—3年级）</source>
        <translation>May become teaching points (1–3)</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_form.py" line="47"/>
        <source>可以去外乡镇的学校</source>
        <translation>Schools of other townships may receive</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_form.py" line="48"/>
        <source>可以提供校车</source>
        <translation>School buses may be provided</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_form.py" line="49"/>
        <source>走读生可以住宿（有空床位）</source>
        <translation>Day pupils may board (free beds)</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_form.py" line="50"/>
        <source>学位没有填报的学校也可以接收</source>
        <translation>Unreported places may receive</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_form.py" line="60"/>
        <source>学生少于</source>
        <translation>Fewer pupils than</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_form.py" line="62"/>
        <source>至少撤并</source>
        <translation>Merge at least</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_form.py" line="63"/>
        <source>至多撤并</source>
        <translation>Merge at most</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_form.py" line="64"/>
        <source>换校学生至多</source>
        <translation>Moved at most</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_form.py" line="65"/>
        <source>留下的至少</source>
        <translation>Those kept at least</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_form.py" line="67"/>
        <source>国家没有规定人数，由你填写。中心校、乡镇唯一的学校、必须保留的学校不在其中。</source>
        <translation>There is no national number: enter yours. Central schools, the only school of a township and schools that must stay are not among them.</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_form.py" line="68"/>
        <source>默认不动，勾选后才作为候选，请逐校核对：</source>
        <translation>Left alone unless ticked; check them school by school:</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_form.py" line="74"/>
        <source>目标：哪个数最小</source>
        <translation>Objective: what is to be least</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_form.py" line="75"/>
        <source>候选学校</source>
        <translation>Candidates</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_form.py" line="76"/>
        <source>条件</source>
        <translation>Conditions</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_form.py" line="77"/>
        <source>可以安排</source>
        <translation>May be arranged</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_form.py" line="78"/>
        <source>放宽候选</source>
        <translation>Further candidates</translation>
    </message>
</context>
<context>
    <name>ProposalPanel</name>
    <message>
        <location filename="../../app/panels/proposal.py" line="63"/>
        <source>开始测算</source>
        <translation>Start</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal.py" line="63"/>
        <source>停止，用已找到的</source>
        <translation>Stop, keep what is found</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal.py" line="64"/>
        <source>作为方案打开</source>
        <translation>Open as a scenario</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal.py" line="65"/>
        <source>为什么：反过来决定要付出什么</source>
        <translation>Why: what the opposite would cost</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal.py" line="67"/>
        <source>几个目标之间的取舍</source>
        <translation>Trade-offs between the aims</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal.py" line="68"/>
        <source>三种预测下最稳的</source>
        <translation>Safest by forecast</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal.py" line="69"/>
        <source>按哪一学年的预测比较</source>
        <translation>Forecast of which school year</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal.py" line="69"/>
        <source>选学年</source>
        <translation>Choose a year</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal.py" line="90"/>
        <source>测算方案</source>
        <translation>Calculated scenario</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal.py" line="91"/>
        <source>按所填的目标和条件，测算哪些学校保留、撤并或改为教学点。只是测算，不是决定。</source>
        <translation>Works out, for the objective and conditions entered, which schools to keep, merge or make teaching points. A calculation, not a decision.</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal.py" line="94"/>
        <source>测算的进度</source>
        <translation>Progress of the calculation</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal.py" line="96"/>
        <source>结果</source>
        <translation>Result</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal.py" line="99"/>
        <source>逐校</source>
        <translation>School by school</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal.py" line="107"/>
        <source>其他做法</source>
        <translation>Another plan</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal.py" line="148"/>
        <source>以“{base}”为基础：它已有的决定和约定都算数。</source>
        <translation>Based on {base}: its decisions and promises hold.</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal.py" line="150"/>
        <source>有决定的学校不再改动；要从头测算，请先在方案列表里选“现状”。</source>
        <translation> Schools decided about are not touched again; to start afresh, choose the baseline in the list first.</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal.py" line="195"/>
        <source>正在准备……</source>
        <translation>Preparing…</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal.py" line="209"/>
        <source>正在停止……</source>
        <translation>Stopping…</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal.py" line="66"/>
        <source>差不多好的其他做法</source>
        <translation>Other plans that are hardly worse</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal.py" line="187"/>
        <source>正在比较其他决定……</source>
        <translation>Comparing other decisions…</translation>
    </message>
</context>
<context>
    <name>ProposalSchools</name>
    <message>
        <location filename="../../app/panels/proposal_schools.py" line="58"/>
        <source>逐校的测算结果</source>
        <translation>Result school by school</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_schools.py" line="59"/>
        <source>点一所学校，在地图上看；展开看学生去哪里和理由</source>
        <translation>Click a school to see it on the map; open it to see where its pupils go, and why</translation>
    </message>
</context>
<context>
    <name>ProposalWorks</name>
    <message>
        <location filename="../../app/panels/proposal_works.py" line="50"/>
        <source>可以改扩建的学校</source>
        <translation>School that may be expanded</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_works.py" line="52"/>
        <source> 间教室</source>
        <translation> rooms</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_works.py" line="52"/>
        <source>教室不增</source>
        <translation>No rooms</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_works.py" line="52"/>
        <source>新增教室</source>
        <translation>New rooms</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_works.py" line="53"/>
        <source> 个学位</source>
        <translation> places</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_works.py" line="53"/>
        <source>学位不增</source>
        <translation>No places</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_works.py" line="53"/>
        <source>新增学位</source>
        <translation>New places</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_works.py" line="54"/>
        <source> 万元</source>
        <translation> ×10,000 yuan</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_works.py" line="54"/>
        <location filename="../../app/panels/proposal_works.py" line="129"/>
        <source>投资未知</source>
        <translation>Cost unknown</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_works.py" line="54"/>
        <source>改扩建投资</source>
        <translation>Cost of the expansion</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_works.py" line="55"/>
        <source>加入</source>
        <translation>Add</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_works.py" line="88"/>
        <source>选学校，或输入名称</source>
        <translation>Choose or type a school</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_works.py" line="129"/>
        <source>{cost} 万元</source>
        <translation>{cost} ×10,000 yuan</translation>
    </message>
    <message>
        <location filename="../../app/panels/proposal_works.py" line="132"/>
        <source>{rooms} 间教室，{places} 个学位，{cost}</source>
        <translation>{rooms} rooms, {places} places, {cost}</translation>
    </message>
</context>
<context>
    <name>Proposing</name>
    <message>
        <location filename="../../app/proposing.py" line="90"/>
        <source>停止时还没有找到可行的安排。</source>
        <translation>Stopped before anything possible was found.</translation>
    </message>
    <message>
        <location filename="../../app/proposing.py" line="115"/>
        <source>没有找到差不多好、而决定不同的做法。</source>
        <translation>Nothing as good was found that decides otherwise.</translation>
    </message>
    <message>
        <location filename="../../app/proposing.py" line="124"/>
        <source>没有找到在其他目标上更好的做法。</source>
        <translation>Nothing was found that is better in another aim.</translation>
    </message>
    <message>
        <location filename="../../app/proposing.py" line="209"/>
        <source>打开“{name}”</source>
        <translation>Open {name}</translation>
    </message>
</context>
<context>
    <name>Recovering</name>
    <message>
        <location filename="../../app/recovering.py" line="108"/>
        <source>没有恢复</source>
        <translation>Not recovered</translation>
    </message>
    <message>
        <location filename="../../app/recovering.py" line="125"/>
        <source>没有打开</source>
        <translation>Not opened</translation>
    </message>
</context>
<context>
    <name>RecoveryDialog</name>
    <message>
        <location filename="../../app/dialogs/recovery.py" line="65"/>
        <source>恢复未保存的工作</source>
        <translation>Recover unsaved work</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/recovery.py" line="70"/>
        <source>未保存的工作</source>
        <translation>Unsaved work</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/recovery.py" line="76"/>
        <source>恢复后会找回：</source>
        <translation>This would come back:</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/recovery.py" line="83"/>
        <source>上次没有正常退出，下面的改动还没有保存。</source>
        <translation>The program did not end properly last time; these changes are not saved yet.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/recovery.py" line="88"/>
        <source>恢复的计划作为未保存的计划打开，磁盘上的计划文件不会改动，直到你保存。</source>
        <translation>The recovered plan opens unsaved; the plan file on disk does not change until you save.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/recovery.py" line="95"/>
        <source>从未保存</source>
        <translation>never saved</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/recovery.py" line="100"/>
        <source>恢复</source>
        <translation>Recover</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/recovery.py" line="100"/>
        <source>丢弃……</source>
        <translation>Discard…</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/recovery.py" line="100"/>
        <source>以后再说</source>
        <translation>Later</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/recovery.py" line="126"/>
        <source>“{plan}”在 {when} 的改动将不能再找回。</source>
        <translation>The changes to “{plan}” of {when} cannot be brought back then.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/recovery.py" line="129"/>
        <source>丢弃未保存的工作？</source>
        <translation>Discard unsaved work?</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/recovery.py" line="129"/>
        <source>丢弃</source>
        <translation>Discard</translation>
    </message>
</context>
<context>
    <name>ReportDialog</name>
    <message>
        <location filename="../../app/dialogs/report.py" line="41"/>
        <source>生成成果</source>
        <translation>Make results</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/report.py" line="42"/>
        <source>生成</source>
        <translation>Make</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/report.py" line="53"/>
        <source>内部版：一校一案、汇总、工作簿，含村和年级的人数</source>
        <translation>Internal: one plan per school, summary, workbook, with numbers by village and grade</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/report.py" line="54"/>
        <source>公开版：汇总、工作簿，小人数合并或隐去</source>
        <translation>Public: summary and workbook, small numbers merged or hidden</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/report.py" line="56"/>
        <source>草稿：每页标明草稿</source>
        <translation>Draft: marked as a draft on every page</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/report.py" line="57"/>
        <source>报批稿：五种情形都通过、决定都填完才能生成</source>
        <translation>For approval: made only once all five cases are passed and every decision is complete</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/report.py" line="60"/>
        <source>报批前还缺什么</source>
        <translation>What is missing before approval</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/report.py" line="63"/>
        <source>成果</source>
        <translation>Results</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/report.py" line="64"/>
        <source>选择……</source>
        <translation>Choose…</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/report.py" line="70"/>
        <source>生成后打开文件夹</source>
        <translation>Open the folder afterwards</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/report.py" line="75"/>
        <source>方案</source>
        <translation>Scenario</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/report.py" line="76"/>
        <source>道路改动</source>
        <translation>Changes to the roads</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/report.py" line="78"/>
        <source>版本</source>
        <translation>Version</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/report.py" line="79"/>
        <source>文稿</source>
        <translation>Stage</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/report.py" line="80"/>
        <source>文件夹</source>
        <translation>Folder</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/report.py" line="83"/>
        <source>两种版本都另有一个离线网页地图，上面的小人数总是隐去，可以转发。</source>
        <translation>Both come with an offline web map on which small numbers are always hidden; it may be passed on.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/report.py" line="109"/>
        <source>只计长期</source>
        <translation>For good only</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/report.py" line="111"/>
        <source>长期和{season}</source>
        <translation>With {season}</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/report.py" line="124"/>
        <source>计入 {used} 处，每份成果上都写明</source>
        <translation>{used} counted; every document says so</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/report.py" line="126"/>
        <source>；另 {idle} 处在别的时节，未计</source>
        <translation>; another {idle} for other times of year, not counted</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/report.py" line="130"/>
        <source>成果放在哪个文件夹</source>
        <translation>Folder for the results</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/report.py" line="141"/>
        <source>请选一个文件夹。</source>
        <translation>Please choose a folder.</translation>
    </message>
</context>
<context>
    <name>ResultsPanel</name>
    <message>
        <location filename="../../app/panels/results.py" line="29"/>
        <source>生成成果……</source>
        <translation>Make results…</translation>
    </message>
    <message>
        <location filename="../../app/panels/results.py" line="33"/>
        <source>已生成的文件</source>
        <translation>Files made</translation>
    </message>
    <message>
        <location filename="../../app/panels/results.py" line="35"/>
        <source>已生成（双击打开）</source>
        <translation>Made (double-click to open)</translation>
    </message>
    <message>
        <location filename="../../app/panels/results.py" line="43"/>
        <source>将生成</source>
        <translation>Will be made</translation>
    </message>
    <message>
        <location filename="../../app/panels/results.py" line="57"/>
        <source>成果：{scenario}</source>
        <translation>Results: {scenario}</translation>
    </message>
    <message>
        <location filename="../../app/panels/results.py" line="60"/>
        <source>本方案新增 {count} 条“必须”条目不符合，成果中会逐条列出。</source>
        <translation>The scenario fails {count} more “must” criteria; the results list each of them.</translation>
    </message>
    <message>
        <location filename="../../app/panels/results.py" line="67"/>
        <source>一校一案</source>
        <translation>Per school</translation>
    </message>
    <message>
        <location filename="../../app/panels/results.py" line="67"/>
        <source>{count} 份 PDF，每所有调整的学校一份</source>
        <translation>{count} PDFs, one per changed school</translation>
    </message>
    <message>
        <location filename="../../app/panels/results.py" line="69"/>
        <source>总报告</source>
        <translation>Summary</translation>
    </message>
    <message>
        <location filename="../../app/panels/results.py" line="69"/>
        <source>PDF，首页为对账表</source>
        <translation>PDF, page 1 reconciles the counts</translation>
    </message>
    <message>
        <location filename="../../app/panels/results.py" line="70"/>
        <source>工作簿</source>
        <translation>Workbook</translation>
    </message>
    <message>
        <location filename="../../app/panels/results.py" line="70"/>
        <source>台账前后对照、分流表（xlsx）</source>
        <translation>ledger before/after, diversion table (xlsx)</translation>
    </message>
    <message>
        <location filename="../../app/panels/results.py" line="71"/>
        <source>网页地图</source>
        <translation>Web map</translation>
    </message>
    <message>
        <location filename="../../app/panels/results.py" line="71"/>
        <source>单个离线网页</source>
        <translation>one offline page</translation>
    </message>
</context>
<context>
    <name>RoadEditForm</name>
    <message>
        <location filename="../../app/panels/road_edit_form.py" line="53"/>
        <source>如“北河大桥封闭”，会印在成果里</source>
        <translation>Such as “North bridge closed”; it is printed</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edit_form.py" line="54"/>
        <source>依据、来源（可空）</source>
        <translation>Grounds, source (optional)</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edit_form.py" line="64"/>
        <location filename="../../app/panels/road_edit_form.py" line="82"/>
        <source>名称</source>
        <translation>Name</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edit_form.py" line="65"/>
        <location filename="../../app/panels/road_edit_form.py" line="83"/>
        <source>时节</source>
        <translation>When</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edit_form.py" line="66"/>
        <source>选“长期”，或写出时节，如汛期、冬季、雨天</source>
        <translation>Choose “for good”, or name the time of year (汛期 = flood season)</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edit_form.py" line="67"/>
        <location filename="../../app/panels/road_edit_form.py" line="84"/>
        <source>道路等级</source>
        <translation>Class</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edit_form.py" line="68"/>
        <location filename="../../app/panels/road_edit_form.py" line="86"/>
        <source>行车速度</source>
        <translation>Speed</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edit_form.py" line="85"/>
        <source>对谁</source>
        <translation>For</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edit_form.py" line="87"/>
        <source>说明</source>
        <translation>Note</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edit_form.py" line="88"/>
        <source>确认</source>
        <translation>Confirm</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edit_form.py" line="91"/>
        <source>重画</source>
        <translation>Draw again</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edit_form.py" line="91"/>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edit_form.py" line="147"/>
        <source>按道路等级</source>
        <translation>By class</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edit_form.py" line="147"/>
        <source>请填</source>
        <translation>Please enter</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edit_form.py" line="148"/>
        <source>不能步行</source>
        <translation>Walkers</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edit_form.py" line="148"/>
        <source>可以步行</source>
        <translation>Walkers</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edit_form.py" line="149"/>
        <source>不能行车</source>
        <translation>Vehicles</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edit_form.py" line="149"/>
        <source>可以行车</source>
        <translation>Vehicles</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edit_form.py" line="151"/>
        <source>小路、步行道、机耕路只走人；要行车请填行车速度。</source>
        <translation>Paths, footways and tracks are for walking; vehicles need a speed.</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edit_form.py" line="152"/>
        <source>只改车辆的速度；步行速度不变。</source>
        <translation>Only vehicles: walking speed stays.</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edit_form.py" line="153"/>
        <source>1—3年级学生不得步行通过，绕不开的即无路可达。</source>
        <translation>Grades 1–3 may not walk here; without a way round they have no way.</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edit_form.py" line="155"/>
        <source>不能从村里直接穿过它去上路；路本身照常通行，路也断了请另加封闭。</source>
        <translation>No straight approach from a village crosses it. Roads stay open: close them too where they are cut.</translation>
    </message>
</context>
<context>
    <name>RoadEditing</name>
    <message>
        <location filename="../../app/road_editing.py" line="82"/>
        <source>地图还没有准备好，请稍候再画。</source>
        <translation>The map is not ready yet; please draw in a moment.</translation>
    </message>
    <message>
        <location filename="../../app/road_editing.py" line="151"/>
        <source>没有改动</source>
        <translation>Nothing changed</translation>
    </message>
    <message>
        <location filename="../../app/road_editing.py" line="155"/>
        <source>{kind}：{name}</source>
        <translation>{kind}: {name}</translation>
    </message>
    <message>
        <location filename="../../app/road_editing.py" line="168"/>
        <source>删除道路改动“{name}”</source>
        <translation>Delete change to the roads “{name}”</translation>
    </message>
</context>
<context>
    <name>RoadEditsPanel</name>
    <message>
        <location filename="../../app/panels/road_edits.py" line="64"/>
        <source>重算路程的进度</source>
        <translation>Progress of the journeys</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edits.py" line="107"/>
        <source>道路改动</source>
        <translation>Changes to the roads</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edits.py" line="109"/>
        <source>本方案还没有改动道路。选下面一种，再到地图上画；每一步都可撤销，路程随即重算。</source>
        <translation>This scenario does not change the roads yet. Choose a kind and draw on the map; every step can be undone, and journeys follow at once.</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edits.py" line="122"/>
        <source>新增改动</source>
        <translation>New change</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edits.py" line="131"/>
        <source>封闭道路或桥</source>
        <translation>Close a road or bridge</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edits.py" line="132"/>
        <source>新增道路或小路</source>
        <translation>Add a road or path</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edits.py" line="133"/>
        <source>改车速</source>
        <translation>Change a speed</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edits.py" line="134"/>
        <source>标为危险路段</source>
        <translation>Mark a dangerous stretch</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edits.py" line="135"/>
        <source>画阻隔</source>
        <translation>Draw a barrier</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edits.py" line="149"/>
        <source>不画了</source>
        <translation>Stop drawing</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edits.py" line="151"/>
        <source>请在地图上画，做法写在地图上方。</source>
        <translation>Please draw on the map; how is written at its top.</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edits.py" line="189"/>
        <source>现状的道路不能改</source>
        <translation>Roads of today cannot be changed</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edits.py" line="190"/>
        <source>现状照实际情况计算。要封桥、修路或画阻隔，请在方案里做。</source>
        <translation>Today is worked out as it is. Close bridges, build roads and draw barriers in a scenario.</translation>
    </message>
    <message>
        <location filename="../../app/panels/road_edits.py" line="191"/>
        <source>新建方案</source>
        <translation>New scenario</translation>
    </message>
</context>
<context>
    <name>RoadForm</name>
    <message>
        <location filename="../../app/panels/field_forms.py" line="176"/>
        <location filename="../../app/panels/field_forms.py" line="184"/>
        <source>等级</source>
        <translation>Class</translation>
    </message>
    <message>
        <location filename="../../app/panels/field_forms.py" line="182"/>
        <source>不限或不知道</source>
        <translation>none or unknown</translation>
    </message>
    <message>
        <location filename="../../app/panels/field_forms.py" line="183"/>
        <location filename="../../app/panels/field_forms.py" line="185"/>
        <source>限速</source>
        <translation>Speed limit</translation>
    </message>
    <message>
        <location filename="../../app/panels/field_forms.py" line="189"/>
        <source>无名道路</source>
        <translation>Unnamed road</translation>
    </message>
</context>
<context>
    <name>RoadPage</name>
    <message>
        <location filename="../../app/dialogs/road_page.py" line="20"/>
        <source>道路等级</source>
        <translation>Road class</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/road_page.py" line="21"/>
        <source>限速（km/h）</source>
        <translation>Speed limit (km/h)</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/road_page.py" line="22"/>
        <source>道路名称</source>
        <translation>Road name</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/road_page.py" line="23"/>
        <source>单行方向</source>
        <translation>One-way direction</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/road_page.py" line="24"/>
        <source>是不是桥</source>
        <translation>Bridge or not</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/road_page.py" line="25"/>
        <source>能不能步行</source>
        <translation>May be walked</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/road_page.py" line="26"/>
        <source>能不能行车</source>
        <translation>May be driven</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/road_page.py" line="27"/>
        <source>路面</source>
        <translation>Surface</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/road_page.py" line="46"/>
        <source>文件里的字段</source>
        <translation>Field in the file</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/road_page.py" line="46"/>
        <source>前几种值</source>
        <translation>First values</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/road_page.py" line="46"/>
        <source>用作</source>
        <translation>Used as</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/road_page.py" line="50"/>
        <source>{file}，图层“{layer}”。等级认不出的路，按村道读，并逐种列出。</source>
        <translation>{file}, layer “{layer}”. Roads of a class that is not understood are read as village roads, and each wording is listed.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/road_page.py" line="66"/>
        <source> 米以内</source>
        <translation> m</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/road_page.py" line="68"/>
        <source>端点相接的距离</source>
        <translation>Distance within which ends meet</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/road_page.py" line="71"/>
        <source>端点离另一条路</source>
        <translation>An end within</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/road_page.py" line="73"/>
        <source>，算相接</source>
        <translation>of another road meets it</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/road_page.py" line="79"/>
        <source>屏幕上描的线用 {usual:g} 米；手持 GPS 测的可放宽到 5 米。接错比没接上危险：没接上的端点会逐个列出，并能在地图上看到。</source>
        <translation>{usual:g} m for lines drawn on a screen, up to 5 m for hand-held GPS. A wrong join is worse than a missing one: ends that did not meet are listed one by one and shown on the map.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/road_page.py" line="84"/>
        <source>两条路相交，没有共同的节点，也当作路口</source>
        <translation>Roads that cross without a common node meet there</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/road_page.py" line="89"/>
        <source>不选时，相交而没有节点的路不相通，逐处列出：那里可能是桥或涵洞。文件里的桥都标出来了，或全县没有这样的地方，才选它；标作桥的始终不相通。</source>
        <translation>Without it roads that cross without a node do not meet, and each place is listed: it may be a bridge or a culvert. Choose it only if all bridges are marked in the file, or the county has none; what is marked as a bridge never meets.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/road_page.py" line="97"/>
        <source>个人信息，不读取</source>
        <translation>Personal data, not read</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/road_page.py" line="97"/>
        <location filename="../../app/dialogs/road_page.py" line="103"/>
        <source>不用</source>
        <translation>Not used</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/road_page.py" line="102"/>
        <source>“{field}”用作</source>
        <translation>“{field}” used as</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/road_page.py" line="109"/>
        <location filename="../../app/dialogs/road_page.py" line="142"/>
        <source>、</source>
        <translation>, </translation>
    </message>
    <message>
        <location filename="../../app/dialogs/road_page.py" line="141"/>
        <source>指了两次：{columns}。请只留一个字段。</source>
        <translation>Named twice: {columns}. Please leave one field only.</translation>
    </message>
</context>
<context>
    <name>SalvageDialog</name>
    <message>
        <location filename="../../app/dialogs/recovery.py" line="151"/>
        <source>抢救出来的计划</source>
        <translation>Rescued plan</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/recovery.py" line="155"/>
        <source>缺失的内容</source>
        <translation>What is missing</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/recovery.py" line="156"/>
        <source>知道了</source>
        <translation>Understood</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/recovery.py" line="165"/>
        <source>能读出的都已打开；缺失的列在下面，也记在“问题”里。</source>
        <translation>All that can be read is open; what is missing is listed below and among the issues.</translation>
    </message>
</context>
<context>
    <name>ScenarioEdits</name>
    <message>
        <location filename="../../app/scenario_edits.py" line="35"/>
        <location filename="../../app/scenario_edits.py" line="38"/>
        <source>新建方案</source>
        <translation>New scenario</translation>
    </message>
    <message>
        <location filename="../../app/scenario_edits.py" line="36"/>
        <source>方案 </source>
        <translation>Scenario </translation>
    </message>
    <message>
        <location filename="../../app/scenario_edits.py" line="43"/>
        <source>{name} 副本</source>
        <translation>{name} copy </translation>
    </message>
    <message>
        <location filename="../../app/scenario_edits.py" line="44"/>
        <location filename="../../app/scenario_edits.py" line="46"/>
        <source>复制方案</source>
        <translation>Copy scenario</translation>
    </message>
    <message>
        <location filename="../../app/scenario_edits.py" line="51"/>
        <location filename="../../app/scenario_edits.py" line="53"/>
        <source>重命名方案</source>
        <translation>Rename scenario</translation>
    </message>
    <message>
        <location filename="../../app/scenario_edits.py" line="59"/>
        <source>“{name}”有 {count} 项决定、{roads} 处道路改动。删除后可以撤销。</source>
        <translation>“{name}” holds {count} decisions and {roads} changes to the roads. Deleting can be undone.</translation>
    </message>
    <message>
        <location filename="../../app/scenario_edits.py" line="62"/>
        <source>删除方案？</source>
        <translation>Delete the scenario?</translation>
    </message>
    <message>
        <location filename="../../app/scenario_edits.py" line="62"/>
        <source>删除</source>
        <translation>Delete</translation>
    </message>
    <message>
        <location filename="../../app/scenario_edits.py" line="64"/>
        <source>删除方案</source>
        <translation>Delete scenario</translation>
    </message>
    <message>
        <location filename="../../app/scenario_edits.py" line="66"/>
        <source>没有删除</source>
        <translation>Nothing was deleted</translation>
    </message>
</context>
<context>
    <name>ScenarioPanel</name>
    <message>
        <location filename="../../app/panels/scenarios.py" line="38"/>
        <source>方案列表</source>
        <translation>List of scenarios</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenarios.py" line="42"/>
        <location filename="../../app/panels/scenarios.py" line="62"/>
        <source>年级段</source>
        <translation>Grades</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenarios.py" line="45"/>
        <source>前后</source>
        <translation>Before and after</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenarios.py" line="45"/>
        <source>现状</source>
        <translation>Present state</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenarios.py" line="45"/>
        <location filename="../../app/panels/scenarios.py" line="77"/>
        <source>方案</source>
        <translation>Scenario</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenarios.py" line="48"/>
        <location filename="../../app/panels/scenarios.py" line="64"/>
        <source>底色</source>
        <translation>Fill</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenarios.py" line="48"/>
        <source>片区</source>
        <translation>Catchments</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenarios.py" line="48"/>
        <source>路程</source>
        <translation>Journeys</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenarios.py" line="63"/>
        <source>前后对照</source>
        <translation>Before and after</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenarios.py" line="145"/>
        <source>，不能成立 {count} 项</source>
        <translation>, impossible: {count}</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenarios.py" line="146"/>
        <source>，草稿 {count} 项</source>
        <translation>, drafts: {count}</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenarios.py" line="147"/>
        <source>，暂不决定 {count} 所</source>
        <translation>, undecided: {count}</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenarios.py" line="153"/>
        <source>文件里的实际就读情况，不可改动</source>
        <translation>Actual attendance from the files; cannot be changed</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenarios.py" line="155"/>
        <source>{name}：{count} 项决定，{roads} 处道路改动</source>
        <translation>{name}: {count} decisions, {roads} changes to the roads</translation>
    </message>
</context>
<context>
    <name>ScenarioSettings</name>
    <message>
        <location filename="../../app/panels/scenario_settings.py" line="64"/>
        <source>本方案没有新建学校。</source>
        <translation>This scenario builds no school.</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenario_settings.py" line="65"/>
        <source>还没有约定。学校的约定在学校的卡片里选。</source>
        <translation>Nothing is promised yet. For a school, choose it in the school&apos;s card.</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenario_settings.py" line="67"/>
        <source> 人</source>
        <translation> pupils</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenario_settings.py" line="67"/>
        <source>不限</source>
        <translation>no limit</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenario_settings.py" line="68"/>
        <source>最多调整人数</source>
        <translation>Most pupils moved</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenario_settings.py" line="68"/>
        <source>最多再次调整人数</source>
        <translation>Most pupils moved twice</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenario_settings.py" line="74"/>
        <source>建立在哪个方案上</source>
        <translation>Scenario that it rests on</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenario_settings.py" line="75"/>
        <location filename="../../app/panels/scenario_settings.py" line="89"/>
        <source>学生分配</source>
        <translation>Who goes where</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenario_settings.py" line="76"/>
        <source>一村一个年级不拆到两校</source>
        <translation>no grade of a village is split</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenario_settings.py" line="83"/>
        <source>最多调整</source>
        <translation>Most moved</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenario_settings.py" line="84"/>
        <source>最多再次调整</source>
        <translation>Most moved twice</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenario_settings.py" line="85"/>
        <source>新建方案</source>
        <translation>New scenario</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenario_settings.py" line="87"/>
        <source>进展</source>
        <translation>Progress</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenario_settings.py" line="88"/>
        <source>建立在</source>
        <translation>Rests on</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenario_settings.py" line="91"/>
        <source>新建学校</source>
        <translation>New schools</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenario_settings.py" line="92"/>
        <source>在地图上新建学校……</source>
        <translation>New school on the map…</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenario_settings.py" line="95"/>
        <source>约定</source>
        <translation>Promise</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenario_settings.py" line="96"/>
        <source>约定同校的村……</source>
        <translation>Villages that stay together…</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenario_settings.py" line="97"/>
        <source>画不得跨越的路、河……</source>
        <translation>Draw what must not be crossed…</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenario_settings.py" line="137"/>
        <source>现状照实际情况，不可改动。新建一个方案，再作决定。</source>
        <translation>The present state is as it is. Start a scenario to decide.</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenario_settings.py" line="168"/>
        <source>只有学校撤销、年级停办的学生换学校，其余学生都不动。</source>
        <translation>Only pupils whose school or grade closes change schools; nobody else does. </translation>
    </message>
    <message>
        <location filename="../../app/panels/scenario_settings.py" line="169"/>
        <source>全体学生按划片和对口重新分配，不看现在在哪里上学。</source>
        <translation>All pupils go by catchment areas and feeder schools, wherever they go today. </translation>
    </message>
    <message>
        <location filename="../../app/panels/scenario_settings.py" line="170"/>
        <source>全体学生到步行最近的学校，不看学位够不够。</source>
        <translation>All pupils go to the nearest school on foot, whether it has places or not. </translation>
    </message>
    <message>
        <location filename="../../app/panels/scenario_settings.py" line="171"/>
        <source>全体学生重新分配：不超过各校学位，步行时间合计最少。</source>
        <translation>All pupils are assigned anew: least walking time in all, within the places of each school. </translation>
    </message>
    <message>
        <location filename="../../app/panels/scenario_settings.py" line="172"/>
        <source>民办学校的学生不动。</source>
        <translation>Pupils of private schools stay.</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenario_settings.py" line="178"/>
        <source>正在计算……</source>
        <translation>Computing…</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenario_settings.py" line="186"/>
        <location filename="../../app/panels/scenario_settings.py" line="221"/>
        <source>{school}：{state}</source>
        <translation>{school}: {state}</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenario_settings.py" line="205"/>
        <source>来自“{base}”</source>
        <translation>from “{base}”</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenario_settings.py" line="230"/>
        <source>同校：{names}</source>
        <translation>Together: {names}</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenario_settings.py" line="237"/>
        <source>不得跨越：{name}</source>
        <translation>Not to be crossed: {name}</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenario_settings.py" line="260"/>
        <source>取消约定 {what}</source>
        <translation>Lift: {what}</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenario_settings.py" line="272"/>
        <source>约定调整人数</source>
        <translation>Cap on pupils moved</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenario_settings.py" line="284"/>
        <source>建立在“{base}”上</source>
        <translation>Rest on “{base}”</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenario_settings.py" line="288"/>
        <source>学生分配：{policy}</source>
        <translation>Who goes where: {policy}</translation>
    </message>
    <message>
        <location filename="../../app/panels/scenario_settings.py" line="292"/>
        <source>学生分配：整村</source>
        <translation>Who goes where: whole villages</translation>
    </message>
</context>
<context>
    <name>SchoolCard</name>
    <message>
        <location filename="../../app/panels/school_card.py" line="61"/>
        <source>新建方案</source>
        <translation>New scenario</translation>
    </message>
    <message>
        <location filename="../../app/panels/school_card.py" line="63"/>
        <source>没有位置：在地图上放置……</source>
        <translation>No position: place on the map…</translation>
    </message>
    <message>
        <location filename="../../app/panels/school_card.py" line="65"/>
        <source>看最远的路线</source>
        <translation>Show the longest way</translation>
    </message>
    <message>
        <location filename="../../app/panels/school_card.py" line="67"/>
        <source>撤并条件、登记取证……</source>
        <translation>Conditions, evidence…</translation>
    </message>
    <message>
        <location filename="../../app/panels/school_card.py" line="94"/>
        <location filename="../../app/panels/school_card.py" line="240"/>
        <location filename="../../app/panels/school_card.py" line="324"/>
        <source>确认这个决定</source>
        <translation>Confirm this decision</translation>
    </message>
    <message>
        <location filename="../../app/panels/school_card.py" line="97"/>
        <source>还原</source>
        <translation>Reset</translation>
    </message>
    <message>
        <location filename="../../app/panels/school_card.py" line="106"/>
        <source>后果</source>
        <translation>Consequence</translation>
    </message>
    <message>
        <location filename="../../app/panels/school_card.py" line="120"/>
        <source>现状</source>
        <translation>Present state</translation>
    </message>
    <message>
        <location filename="../../app/panels/school_card.py" line="124"/>
        <source>决定</source>
        <translation>Decision</translation>
    </message>
    <message>
        <location filename="../../app/panels/school_card.py" line="128"/>
        <source>依据</source>
        <translation>Rules</translation>
    </message>
    <message>
        <location filename="../../app/panels/school_card.py" line="229"/>
        <source>现状不可改动。新建一个方案，再作决定。</source>
        <translation>The present state cannot be changed. Make a scenario, then decide.</translation>
    </message>
    <message>
        <location filename="../../app/panels/school_card.py" line="264"/>
        <source>取消约定</source>
        <translation>no promise</translation>
    </message>
    <message>
        <location filename="../../app/panels/school_card.py" line="290"/>
        <source>学生不动。</source>
        <translation>No pupils move.</translation>
    </message>
    <message>
        <location filename="../../app/panels/school_card.py" line="305"/>
        <source>正在预演……</source>
        <translation>Working it out…</translation>
    </message>
    <message>
        <location filename="../../app/panels/school_card.py" line="324"/>
        <source>存为草稿</source>
        <translation>Keep as a draft</translation>
    </message>
    <message>
        <location filename="../../app/panels/school_card.py" line="328"/>
        <source>还有别的决定不能成立，暂不能预演：{others}</source>
        <translation>Another decision is impossible; no preview before that is mended: {others}</translation>
    </message>
    <message>
        <location filename="../../app/panels/school_card.py" line="335"/>
        <source>预演，尚未确认</source>
        <translation>Preview, not confirmed yet</translation>
    </message>
    <message>
        <location filename="../../app/panels/school_card.py" line="335"/>
        <source>草稿不计入测算；下面是没有它时的数</source>
        <translation>A draft is not counted; these are the figures without it</translation>
    </message>
    <message>
        <location filename="../../app/panels/school_card.py" line="345"/>
        <source>{whole}，括号内为与当前方案之差</source>
        <translation>{whole}, in brackets the difference from the scenario as it is</translation>
    </message>
    <message>
        <location filename="../../app/panels/school_card.py" line="265"/>
        <location filename="../../app/panels/school_card.py" line="382"/>
        <source>{school}:{status}</source>
        <translation>{school}: {status}</translation>
    </message>
    <message>
        <location filename="../../app/panels/school_card.py" line="337"/>
        <source>已登记的取证是就原来的决定作的：改动之后转为待核，请核对它是否还成立。</source>
        <translation>Evidence was taken for the decision as it was: once that is changed it waits to be confirmed; check whether it still holds.</translation>
    </message>
    <message>
        <location filename="../../app/panels/school_card.py" line="404"/>
        <source>本校没有不符合的条目。</source>
        <translation>The school meets every criterion.</translation>
    </message>
    <message>
        <location filename="../../app/panels/school_card.py" line="404"/>
        <source>正在计算……</source>
        <translation>Working…</translation>
    </message>
    <message>
        <location filename="../../app/panels/school_card.py" line="407"/>
        <source>其余 {count} 条见问题表。</source>
        <translation>{count} more under Issues.</translation>
    </message>
    <message>
        <location filename="../../app/panels/school_card.py" line="414"/>
        <source>（待核）</source>
        <translation> (to be verified)</translation>
    </message>
    <message>
        <location filename="../../app/panels/school_card.py" line="415"/>
        <source>（现状已有）</source>
        <translation> (already so today)</translation>
    </message>
</context>
<context>
    <name>SealDialog</name>
    <message>
        <location filename="../../app/dialogs/seal.py" line="36"/>
        <source>公示稿 {year}</source>
        <translation>public notice {year}</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/seal.py" line="50"/>
        <source>名称</source>
        <translation>Name</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/seal.py" line="105"/>
        <source>完成</source>
        <translation>Done</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/seal.py" line="32"/>
        <location filename="../../app/dialogs/seal.py" line="37"/>
        <source>封存</source>
        <translation>Seal</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/seal.py" line="66"/>
        <source>封存版放在哪个文件夹</source>
        <translation>Folder for the sealed version</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/seal.py" line="52"/>
        <source>封存版是当前计划的副本：只读、带校验值，写成后不再更换，封存一事记入操作记录。</source>
        <translation>A sealed version is a read-only copy of this plan with a digest; it is never exchanged, and sealing is logged.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/seal.py" line="31"/>
        <source>封存版本</source>
        <translation>Sealed version</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/seal.py" line="99"/>
        <source>已封存：{path}
SHA-256：{digest}</source>
        <translation>Sealed: {path}
SHA-256: {digest}</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/seal.py" line="51"/>
        <source>文件夹</source>
        <translation>Folder</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/seal.py" line="53"/>
        <source>计划里有按村、按年级的学生数：公示时请公布校验值和公开版成果，不要公开文件本身。</source>
        <translation>The plan holds pupils by village and grade: publish the digest and the public results, not the file itself.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/seal.py" line="79"/>
        <source>请填写名称和文件夹。</source>
        <translation>Please give a name and a folder.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/seal.py" line="38"/>
        <source>选择……</source>
        <translation>Choose…</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <location filename="../../app/panels/search.py" line="26"/>
        <location filename="../../app/panels/search.py" line="27"/>
        <source>搜索学校、村</source>
        <translation>Search schools, villages</translation>
    </message>
</context>
<context>
    <name>SeasonStrip</name>
    <message>
        <location filename="../../app/panels/season_strip.py" line="30"/>
        <source>看哪个学年</source>
        <translation>School year shown</translation>
    </message>
    <message>
        <location filename="../../app/panels/season_strip.py" line="30"/>
        <source>全部实施后</source>
        <translation>All carried out</translation>
    </message>
    <message>
        <location filename="../../app/panels/season_strip.py" line="32"/>
        <source>只换着看，不改方案；各项决定从自己的起始学年起算</source>
        <translation>Changes what is shown, not the scenario; each decision holds from its own year</translation>
    </message>
    <message>
        <location filename="../../app/panels/season_strip.py" line="34"/>
        <source>计入哪些道路改动</source>
        <translation>Count changes</translation>
    </message>
    <message>
        <location filename="../../app/panels/season_strip.py" line="38"/>
        <source>查看、修改</source>
        <translation>Show, edit</translation>
    </message>
    <message>
        <location filename="../../app/panels/season_strip.py" line="80"/>
        <source>全部决定实施完毕，按现有学生数</source>
        <translation>All decisions carried out, with today&apos;s pupils</translation>
    </message>
    <message>
        <location filename="../../app/panels/season_strip.py" line="85"/>
        <source>按现有学生数</source>
        <translation>With today&apos;s pupils</translation>
    </message>
    <message>
        <location filename="../../app/panels/season_strip.py" line="89"/>
        <source>现状：道路照实际情况计算</source>
        <translation>Today: roads as they are</translation>
    </message>
    <message>
        <location filename="../../app/panels/season_strip.py" line="91"/>
        <source>本方案没有改动道路</source>
        <translation>This scenario does not change the roads</translation>
    </message>
    <message>
        <location filename="../../app/panels/season_strip.py" line="93"/>
        <source>{season}的数：计入 {used} 处道路改动</source>
        <translation>Figures for {season}: {used} road changes counted</translation>
    </message>
    <message>
        <location filename="../../app/panels/season_strip.py" line="95"/>
        <source>方案的数：计入 {used} 处长期的道路改动</source>
        <translation>Figures: {used} road changes for good counted</translation>
    </message>
    <message>
        <location filename="../../app/panels/season_strip.py" line="97"/>
        <source>，另 {idle} 处在别的时节，未计</source>
        <translation>; {idle} of other seasons not</translation>
    </message>
    <message>
        <location filename="../../app/panels/season_strip.py" line="112"/>
        <source>只计长期</source>
        <translation>For good only</translation>
    </message>
    <message>
        <location filename="../../app/panels/season_strip.py" line="113"/>
        <source>长期和{season}</source>
        <translation>With {season}</translation>
    </message>
</context>
<context>
    <name>SettlementCard</name>
    <message>
        <location filename="../../app/panels/settlement_card.py" line="29"/>
        <source>方案</source>
        <translation>Scenario</translation>
    </message>
    <message>
        <location filename="../../app/panels/settlement_card.py" line="30"/>
        <source>没有位置：在地图上放置……</source>
        <translation>No position: place on the map…</translation>
    </message>
    <message>
        <location filename="../../app/panels/settlement_card.py" line="32"/>
        <source>看路线</source>
        <translation>Show the way</translation>
    </message>
    <message>
        <location filename="../../app/panels/settlement_card.py" line="42"/>
        <source>现状</source>
        <translation>Present state</translation>
    </message>
    <message>
        <location filename="../../app/panels/settlement_card.py" line="45"/>
        <source>时间为村点到校门的单程。</source>
        <translation>One way, from the village point to the school gate.</translation>
    </message>
    <message>
        <location filename="../../app/panels/settlement_card.py" line="77"/>
        <source>学生</source>
        <translation>Pupils</translation>
    </message>
    <message>
        <location filename="../../app/panels/settlement_card.py" line="80"/>
        <source>未能安排</source>
        <translation>not placed</translation>
    </message>
</context>
<context>
    <name>SiteBox</name>
    <message>
        <location filename="../../app/panels/promises.py" line="93"/>
        <source>换位置……</source>
        <translation>Move…</translation>
    </message>
    <message>
        <location filename="../../app/panels/promises.py" line="94"/>
        <source>改名称……</source>
        <translation>Rename…</translation>
    </message>
    <message>
        <location filename="../../app/panels/promises.py" line="95"/>
        <source>删除</source>
        <translation>Delete</translation>
    </message>
    <message>
        <location filename="../../app/panels/promises.py" line="110"/>
        <source>方案拟建，现状没有这所学校。</source>
        <translation>The scenario builds it; there is no such school today.</translation>
    </message>
    <message>
        <location filename="../../app/panels/promises.py" line="112"/>
        <source>还没有校址。</source>
        <translation>It has no place yet.</translation>
    </message>
    <message>
        <location filename="../../app/panels/promises.py" line="114"/>
        <source>它来自“{base}”；在这里换位置只改本方案。</source>
        <translation>It comes from “{base}”; moving it here changes this scenario only.</translation>
    </message>
</context>
<context>
    <name>SourceRowsDialog</name>
    <message>
        <location filename="../../app/dialogs/source_rows.py" line="40"/>
        <source>查看所在行</source>
        <translation>Look at the row</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/source_rows.py" line="41"/>
        <source>选文件……</source>
        <translation>Choose file…</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/source_rows.py" line="43"/>
        <source>关闭</source>
        <translation>Close</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/source_rows.py" line="62"/>
        <source>文件里的行</source>
        <translation>Rows of the file</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/source_rows.py" line="78"/>
        <source>、</source>
        <translation>, </translation>
    </message>
    <message>
        <location filename="../../app/dialogs/source_rows.py" line="79"/>
        <source>“{file}”不在原来的地方了（找过：{folders}）。请选它现在的位置。</source>
        <translation>“{file}” is no longer where it was (looked in: {folders}). Please choose where it is now.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/source_rows.py" line="111"/>
        <source>第 {row} 行</source>
        <translation>row {row}</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/source_rows.py" line="115"/>
        <source>这个文件和读入时不一样了，行号可能对不上。改完以后请重新读入。</source>
        <translation>This file is not the same as when it was imported, so row numbers may differ. Please import it again once it is put right.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/source_rows.py" line="120"/>
        <source>有 {count} 列没有显示：可能是个人信息，或没有表头。</source>
        <translation>{count} columns are not shown: they may hold personal data, or have no header.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/source_rows.py" line="121"/>
        <source>文件和读入时一样。</source>
        <translation>The file is as it was when imported. </translation>
    </message>
    <message>
        <location filename="../../app/dialogs/source_rows.py" line="122"/>
        <source>计划里没有这个文件的校验值，不知道它改过没有。</source>
        <translation>The plan holds no checksum of this file, so it may have been changed. </translation>
    </message>
    <message>
        <location filename="../../app/dialogs/source_rows.py" line="154"/>
        <source>（空）</source>
        <translation>(empty)</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <location filename="../../app/start_page.py" line="54"/>
        <source>校图</source>
        <translation>Xiaotu</translation>
    </message>
    <message>
        <location filename="../../app/start_page.py" line="56"/>
        <source>学校布局规划：看得见路程，算得清后果，印得出一校一案</source>
        <translation>School network planning: see the journeys, know the consequences, print a report per school</translation>
    </message>
    <message>
        <location filename="../../app/start_page.py" line="66"/>
        <source>最近的计划</source>
        <translation>Recent plans</translation>
    </message>
    <message>
        <location filename="../../app/start_page.py" line="85"/>
        <source>打开计划</source>
        <translation>Open a plan</translation>
    </message>
    <message>
        <location filename="../../app/start_page.py" line="85"/>
        <source>打开已有的计划文件（.gpkg）</source>
        <translation>Open a plan file (.gpkg)</translation>
    </message>
    <message>
        <location filename="../../app/start_page.py" line="86"/>
        <source>从文件新建</source>
        <translation>New from files</translation>
    </message>
    <message>
        <location filename="../../app/start_page.py" line="86"/>
        <source>用道路、边界、学校台账、居民点和学生的文件做一个新计划</source>
        <translation>Make a plan from files of roads, boundary, schools, settlements and pupils</translation>
    </message>
    <message>
        <location filename="../../app/start_page.py" line="87"/>
        <source>打开示例</source>
        <translation>Open the sample</translation>
    </message>
    <message>
        <location filename="../../app/start_page.py" line="87"/>
        <source>鹤山区示例，随程序提供，数据为模拟，可随意试</source>
        <translation>The Heshan sample that ships with the program; simulated data, try anything</translation>
    </message>
    <message>
        <location filename="../../app/start_page.py" line="96"/>
        <source>有 {count} 份未保存的工作可以恢复……</source>
        <translation>{count} pieces of unsaved work can be recovered…</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <location filename="../../app/panels/status.py" line="26"/>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <location filename="../../app/panels/status.py" line="38"/>
        <source>正在计算……</source>
        <translation>Computing…</translation>
    </message>
    <message>
        <location filename="../../app/panels/status.py" line="41"/>
        <source>没有算出结果</source>
        <translation>No result</translation>
    </message>
    <message>
        <location filename="../../app/panels/status.py" line="51"/>
        <source>上次计算 {seconds} s</source>
        <translation>Last computed in {seconds} s</translation>
    </message>
    <message>
        <location filename="../../app/panels/status.py" line="61"/>
        <source>坐标 CGCS2000 经纬度 · 投影 {name}</source>
        <translation>Coordinates CGCS2000 degrees · projection {name}</translation>
    </message>
    <message>
        <location filename="../../app/panels/status.py" line="79"/>
        <source>正在停止……</source>
        <translation>Stopping…</translation>
    </message>
</context>
<context>
    <name>TableFiles</name>
    <message>
        <location filename="../../app/table_files.py" line="31"/>
        <source>空白表格放在哪个文件夹</source>
        <translation>Folder for the blank tables</translation>
    </message>
    <message>
        <location filename="../../app/table_files.py" line="45"/>
        <source>在“{folder}”里写好 {count} 张空白表格，表头上方有说明和示例。</source>
        <translation>{count} blank tables written to “{folder}”, with explanations and an example above each header.</translation>
    </message>
    <message>
        <location filename="../../app/table_files.py" line="53"/>
        <source>选统计报表工作簿，一校一册</source>
        <translation>Choose the statistics workbooks, one per school</translation>
    </message>
    <message>
        <location filename="../../app/table_files.py" line="58"/>
        <source>学校台账.xlsx</source>
        <translation>School ledger.xlsx</translation>
    </message>
    <message>
        <location filename="../../app/table_files.py" line="59"/>
        <source>台账存为</source>
        <translation>Save the ledger as</translation>
    </message>
    <message>
        <location filename="../../app/table_files.py" line="76"/>
        <source>“{file}”写好 {rows} 条学校记录。报表里没有坐标，请补填后再导入。</source>
        <translation>“{file}” holds {rows} schools. The statistics have no coordinates: please fill them in before importing.</translation>
    </message>
    <message>
        <location filename="../../app/table_files.py" line="84"/>
        <source>没有写成</source>
        <translation>Not written</translation>
    </message>
    <message>
        <location filename="../../app/table_files.py" line="88"/>
        <source>另一项任务正在进行，请等它结束。</source>
        <translation>Another task is running; please wait for it.</translation>
    </message>
    <message>
        <location filename="../../app/table_files.py" line="91"/>
        <source>校图</source>
        <translation>Xiaotu</translation>
    </message>
</context>
<context>
    <name>TablePage</name>
    <message>
        <location filename="../../app/panels/tables.py" line="66"/>
        <location filename="../../app/panels/tables.py" line="67"/>
        <source>在表中筛选</source>
        <translation>Filter the table</translation>
    </message>
    <message>
        <location filename="../../app/panels/tables.py" line="196"/>
        <source>{total} 行</source>
        <translation>{total} rows</translation>
    </message>
    <message>
        <location filename="../../app/panels/tables.py" line="198"/>
        <source>{shown} / {total} 行</source>
        <translation>{shown} / {total} rows</translation>
    </message>
</context>
<context>
    <name>Tables</name>
    <message>
        <location filename="../../app/panels/tables.py" line="240"/>
        <source>学校</source>
        <translation>Schools</translation>
    </message>
    <message>
        <location filename="../../app/panels/tables.py" line="240"/>
        <location filename="../../app/panels/tables.py" line="244"/>
        <source>只看有变化的</source>
        <translation>Changed only</translation>
    </message>
    <message>
        <location filename="../../app/panels/tables.py" line="241"/>
        <source>居民点</source>
        <translation>Villages</translation>
    </message>
    <message>
        <location filename="../../app/panels/tables.py" line="241"/>
        <source>只看有分流的</source>
        <translation>Moved only</translation>
    </message>
    <message>
        <location filename="../../app/panels/tables.py" line="242"/>
        <source>分流</source>
        <translation>Moves</translation>
    </message>
    <message>
        <location filename="../../app/panels/tables.py" line="242"/>
        <source>只看分流学生</source>
        <translation>Moved only</translation>
    </message>
    <message>
        <location filename="../../app/panels/tables.py" line="243"/>
        <source>问题</source>
        <translation>Issues</translation>
    </message>
    <message>
        <location filename="../../app/panels/tables.py" line="243"/>
        <source>只看待处理的</source>
        <translation>To settle only</translation>
    </message>
    <message>
        <location filename="../../app/panels/tables.py" line="244"/>
        <source>指标</source>
        <translation>Indicators</translation>
    </message>
    <message>
        <location filename="../../app/panels/tables.py" line="271"/>
        <source>还没有打开计划</source>
        <translation>No plan is open</translation>
    </message>
    <message>
        <location filename="../../app/panels/tables.py" line="271"/>
        <source>打开计划后，这里列出每所学校、每个居民点。</source>
        <translation>With a plan open, every school and settlement is listed here.</translation>
    </message>
    <message>
        <location filename="../../app/panels/tables.py" line="274"/>
        <source>正在计算……</source>
        <translation>Computing…</translation>
    </message>
    <message>
        <location filename="../../app/panels/tables.py" line="296"/>
        <source>没有算出结果</source>
        <translation>No result</translation>
    </message>
    <message>
        <location filename="../../app/panels/tables.py" line="296"/>
        <source>重新计算</source>
        <translation>Compute again</translation>
    </message>
</context>
<context>
    <name>TeachersField</name>
    <message>
        <location filename="../../app/panels/placement_field.py" line="109"/>
        <source>添加接收教师的学校</source>
        <translation>Add a school that takes teachers</translation>
    </message>
    <message>
        <location filename="../../app/panels/placement_field.py" line="142"/>
        <source>接收教师的学校</source>
        <translation>School that takes teachers</translation>
    </message>
    <message>
        <location filename="../../app/panels/placement_field.py" line="142"/>
        <source>选择学校</source>
        <translation>Choose</translation>
    </message>
    <message>
        <location filename="../../app/panels/placement_field.py" line="146"/>
        <source>其余</source>
        <translation>others</translation>
    </message>
    <message>
        <location filename="../../app/panels/placement_field.py" line="147"/>
        <source>去这所学校的专任教师人数；空着表示其余的都去</source>
        <translation>Teachers who go to this school; left blank, all the others do</translation>
    </message>
    <message>
        <location filename="../../app/panels/placement_field.py" line="148"/>
        <source>教师人数</source>
        <translation>Number of teachers</translation>
    </message>
    <message>
        <location filename="../../app/panels/placement_field.py" line="153"/>
        <source>去掉这一行</source>
        <translation>Take this row away</translation>
    </message>
    <message>
        <location filename="../../app/panels/placement_field.py" line="159"/>
        <source>人</source>
        <translation>teachers</translation>
    </message>
    <message>
        <location filename="../../app/panels/placement_field.py" line="183"/>
        <source>专任教师 {all} 人，未安置 {left} 人。</source>
        <translation>{all} teachers, {left} not placed. </translation>
    </message>
    <message>
        <location filename="../../app/panels/placement_field.py" line="185"/>
        <source>台账没有填报专任教师，写明人数的按所写。</source>
        <translation>The ledger does not tell the teachers; numbers hold as written. </translation>
    </message>
    <message>
        <location filename="../../app/panels/placement_field.py" line="187"/>
        <source>专任教师 {all} 人，去向多写了 {over} 人。</source>
        <translation>{all} teachers, {over} too many are placed. </translation>
    </message>
    <message>
        <location filename="../../app/panels/placement_field.py" line="189"/>
        <source>专任教师 {all} 人，都有去向。</source>
        <translation>{all} teachers, all placed. </translation>
    </message>
    <message>
        <location filename="../../app/panels/placement_field.py" line="191"/>
        <source>没有选学校的行不计。</source>
        <translation>Rows without a school do not count.</translation>
    </message>
</context>
<context>
    <name>Tile</name>
    <message>
        <location filename="../../app/panels/headline.py" line="52"/>
        <source>怎么算的</source>
        <translation>How it came about</translation>
    </message>
    <message>
        <location filename="../../app/panels/headline.py" line="53"/>
        <source>怎么算的：{figure}</source>
        <translation>How it came about: {figure}</translation>
    </message>
    <message>
        <location filename="../../app/panels/headline.py" line="81"/>
        <source>{unit} · 比现状 {change}</source>
        <translation>{unit} · {change} vs today</translation>
    </message>
</context>
<context>
    <name>TravelParametersDialog</name>
    <message>
        <location filename="../../app/dialogs/travel_parameters.py" line="56"/>
        <location filename="../../app/dialogs/travel_parameters.py" line="318"/>
        <source>出行参数</source>
        <translation>Travel parameters</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/travel_parameters.py" line="57"/>
        <source>应用并重算</source>
        <translation>Apply and recompute</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/travel_parameters.py" line="65"/>
        <source>出行方式</source>
        <translation>Modes of travel</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/travel_parameters.py" line="71"/>
        <source>也列出没有用到的道路等级、路面</source>
        <translation>Also list road classes and surfaces not in use</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/travel_parameters.py" line="73"/>
        <source>恢复默认</source>
        <translation>Restore default</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/travel_parameters.py" line="74"/>
        <source>把选中的几项改回随程序带的数</source>
        <translation>Set the selected numbers back to those shipped</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/travel_parameters.py" line="75"/>
        <source>全部恢复默认</source>
        <translation>Restore all</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/travel_parameters.py" line="92"/>
        <source>参数</source>
        <translation>Parameter</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/travel_parameters.py" line="92"/>
        <source>数值</source>
        <translation>Value</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/travel_parameters.py" line="92"/>
        <source>单位</source>
        <translation>Unit</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/travel_parameters.py" line="92"/>
        <source>随程序带的</source>
        <translation>Shipped</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/travel_parameters.py" line="93"/>
        <source>核对</source>
        <translation>Checked</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/travel_parameters.py" line="93"/>
        <source>来源</source>
        <translation>Source</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/travel_parameters.py" line="131"/>
        <source>这些数决定每个孩子要走多久。改了以后重算全县的出行时间，可以撤销；别的都不动。“待核”的没有国家来源，请按本县的实际核实；法定的不能改。</source>
        <translation>These numbers decide how long every child travels. A change recomputes all journeys and can be undone; nothing else changes. Numbers to verify have no national source: please check them for your county. What is law cannot be changed.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/travel_parameters.py" line="166"/>
        <source>上学时段 {window} 内经过的站才算可上车。</source>
        <translation> Stops count where a bus calls within {window}.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/travel_parameters.py" line="196"/>
        <source>双击或直接键入来改；清空则恢复默认</source>
        <translation>Double-click or type to change; empty restores the default</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/travel_parameters.py" line="217"/>
        <source>不折减</source>
        <translation>none</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/travel_parameters.py" line="217"/>
        <source>不走</source>
        <translation>not used</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/travel_parameters.py" line="221"/>
        <source>法定</source>
        <translation>law</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/travel_parameters.py" line="222"/>
        <source>本县修改</source>
        <translation>changed</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/travel_parameters.py" line="223"/>
        <source>、</source>
        <translation>, </translation>
    </message>
    <message>
        <location filename="../../app/dialogs/travel_parameters.py" line="223"/>
        <source>待核</source>
        <translation>to verify</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/travel_parameters.py" line="232"/>
        <source>改了 {count} 项，还没有应用。</source>
        <translation>{count} changed, not applied yet.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/travel_parameters.py" line="233"/>
        <source>没有改动。</source>
        <translation>Nothing changed.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/travel_parameters.py" line="272"/>
        <source>“{title}”要填一个数，不是“{text}”。</source>
        <translation>“{title}” must be a number, not “{text}”.</translation>
    </message>
</context>
<context>
    <name>TriggerField</name>
    <message>
        <location filename="../../app/panels/decision_fields.py" line="196"/>
        <source>不设</source>
        <translation>none</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_fields.py" line="196"/>
        <source>触发人数</source>
        <translation>Pupils of the condition</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_fields.py" line="196"/>
        <source> 人</source>
        <translation> pupils</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_fields.py" line="197"/>
        <source>少于 </source>
        <translation>fewer than </translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_fields.py" line="198"/>
        <source>触发年数</source>
        <translation>Years of the condition</translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_fields.py" line="199"/>
        <source>连续 </source>
        <translation>for </translation>
    </message>
    <message>
        <location filename="../../app/panels/decision_fields.py" line="200"/>
        <source> 年</source>
        <translation> years</translation>
    </message>
</context>
<context>
    <name>UsageDialog</name>
    <message>
        <location filename="../../app/dialogs/usage.py" line="20"/>
        <source>用法</source>
        <translation>How to use</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/usage.py" line="24"/>
        <source>① 数据</source>
        <translation>① Data</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/usage.py" line="24"/>
        <source>看读入了哪些文件、哪些行有问题。</source>
        <translation>Which files were read, which rows have a fault.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/usage.py" line="25"/>
        <source>② 诊断</source>
        <translation>② Diagnosis</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/usage.py" line="25"/>
        <source>看现状的路程、班额、学位，哪些条目不符合。</source>
        <translation>Journeys, classes, places today; criteria not met.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/usage.py" line="27"/>
        <source>③ 方案</source>
        <translation>③ Scenario</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/usage.py" line="29"/>
        <source>先新建方案；点一所学校，选一个决定，看后果，再确认。可以撤销。拟建的学校可以拖动。</source>
        <translation>First make a scenario; click a school, choose a decision, look at the consequence, confirm. It can be undone. Planned schools can be dragged.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/usage.py" line="32"/>
        <source>④ 比选</source>
        <translation>④ Comparison</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/usage.py" line="32"/>
        <source>现状与各方案并排，差别标出；地图上看两个方案哪里不同。</source>
        <translation>The present state and the scenarios side by side, differences marked; the map shows where two scenarios differ.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/usage.py" line="33"/>
        <source>⑤ 成果</source>
        <translation>⑤ Results</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/usage.py" line="33"/>
        <source>生成一校一案、总报告、工作簿和网页地图。</source>
        <translation>Reports per school, summary, workbook and web map.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/usage.py" line="38"/>
        <source>打开计划 · 从文件新建</source>
        <translation>Open a plan · new from files</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/usage.py" line="39"/>
        <source>保存 · 另存为</source>
        <translation>Save · save as</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/usage.py" line="40"/>
        <source>撤销 · 重做</source>
        <translation>Undo · redo</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/usage.py" line="41"/>
        <source>搜索学校、村</source>
        <translation>Search schools, villages</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/usage.py" line="42"/>
        <source>地图看全貌</source>
        <translation>Whole map</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/usage.py" line="43"/>
        <source>生成成果</source>
        <translation>Make results</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/usage.py" line="45"/>
        <source>学龄人口预测</source>
        <translation>Forecast of pupils</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/usage.py" line="46"/>
        <source>表里选中的数是怎么算的</source>
        <translation>How the chosen figure of a table came about</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/usage.py" line="47"/>
        <source>复制这一行 · 复制整张表</source>
        <translation>Copy the row · copy the table</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/usage.py" line="50"/>
        <source>关闭</source>
        <translation>Close</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/usage.py" line="55"/>
        <source>五步</source>
        <translation>Five steps</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/usage.py" line="56"/>
        <source>按键</source>
        <translation>Keys</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/usage.py" line="58"/>
        <source>四个大数可以点开，看它背后是哪些学生、哪些学校；右上角的小圈说明它怎么算的。</source>
        <translation>The four figures open to the pupils and schools behind them; the small circle says how each came about.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/usage.py" line="44"/>
        <source>道路改动 · 测算方案</source>
        <translation>Changes to the roads · calculated scenario</translation>
    </message>
</context>
<context>
    <name>WalkForm</name>
    <message>
        <location filename="../../app/panels/field_forms.py" line="125"/>
        <location filename="../../app/panels/field_forms.py" line="130"/>
        <source>到</source>
        <translation>To</translation>
    </message>
    <message>
        <location filename="../../app/panels/field_forms.py" line="128"/>
        <source> 分钟</source>
        <translation> minutes</translation>
    </message>
    <message>
        <location filename="../../app/panels/field_forms.py" line="129"/>
        <location filename="../../app/panels/field_forms.py" line="131"/>
        <source>步行</source>
        <translation>Walk</translation>
    </message>
    <message>
        <location filename="../../app/panels/field_forms.py" line="133"/>
        <location filename="../../app/panels/field_forms.py" line="142"/>
        <source>谁走的</source>
        <translation>Walked by</translation>
    </message>
    <message>
        <location filename="../../app/panels/field_forms.py" line="135"/>
        <source>不知道</source>
        <translation>not known</translation>
    </message>
    <message>
        <location filename="../../app/panels/field_forms.py" line="136"/>
        <source>低年级孩子（1—3年级）</source>
        <translation>a child of grades 1–3</translation>
    </message>
    <message>
        <location filename="../../app/panels/field_forms.py" line="137"/>
        <source>高年级孩子（4—6年级）</source>
        <translation>a child of grades 4–6</translation>
    </message>
    <message>
        <location filename="../../app/panels/field_forms.py" line="138"/>
        <source>初中生</source>
        <translation>a pupil of grades 7–9</translation>
    </message>
    <message>
        <location filename="../../app/panels/field_forms.py" line="139"/>
        <source>成人</source>
        <translation>an adult</translation>
    </message>
    <message>
        <location filename="../../app/panels/field_forms.py" line="143"/>
        <source>步行时间按走的人的步速换算到各学段，请注明。</source>
        <translation>The time is converted to the age bands at the pace of who walked: please say who.</translation>
    </message>
</context>
<context>
    <name>WhyDialog</name>
    <message>
        <location filename="../../app/dialogs/why.py" line="42"/>
        <source>怎么算的</source>
        <translation>How it came about</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/why.py" line="45"/>
        <location filename="../../app/dialogs/why.py" line="150"/>
        <source>‹ 返回</source>
        <translation>‹ Back</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/why.py" line="62"/>
        <source>算式</source>
        <translation>Formula</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/why.py" line="63"/>
        <source>用到的数（带 › 的可双击或按回车再展开）</source>
        <translation>Figures used (those with › open by double click or Enter)</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/why.py" line="64"/>
        <source>怎样才能符合</source>
        <translation>What would cure it</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/why.py" line="65"/>
        <source>依据</source>
        <translation>Rests on</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/why.py" line="72"/>
        <source>名称</source>
        <translation>Name</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/why.py" line="72"/>
        <source>值</source>
        <translation>Value</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/why.py" line="72"/>
        <source>来自</source>
        <translation>From</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/why.py" line="75"/>
        <source>用到的数</source>
        <translation>Figures used</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/why.py" line="99"/>
        <source>关闭</source>
        <translation>Close</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/why.py" line="136"/>
        <source>还没有算出结果</source>
        <translation>No result yet</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/why.py" line="140"/>
        <source>正在展开……</source>
        <translation>Opening…</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/why.py" line="150"/>
        <source>没有展开</source>
        <translation>Could not be opened</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/why.py" line="171"/>
        <source>按这些数重算，结果一致。</source>
        <translation>Worked out again from these figures, the result is the same.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/why.py" line="172"/>
        <source>按这些数重算，结果不一致，请反馈。</source>
        <translation>Worked out again from these figures, the result differs. Please report it.</translation>
    </message>
    <message>
        <location filename="../../app/dialogs/why.py" line="173"/>
        <source>这个数由逐条记录得出，仅凭下面的数不能重算。</source>
        <translation>This figure comes from single records; the figures below alone do not give it.</translation>
    </message>
</context>
<context>
    <name>WindowDialogs</name>
    <message>
        <location filename="../../app/window_dialogs.py" line="41"/>
        <source>这个文件本身就是封存版；请打开它所出自的计划。</source>
        <translation>This file is itself a sealed version; please open the plan it came from.</translation>
    </message>
    <message>
        <location filename="../../app/window_dialogs.py" line="42"/>
        <location filename="../../app/window_dialogs.py" line="44"/>
        <source>封存版本</source>
        <translation>Sealed version</translation>
    </message>
    <message>
        <location filename="../../app/window_dialogs.py" line="44"/>
        <source>请先保存计划：封存的是已保存的内容。</source>
        <translation>Please save the plan first: what is saved is sealed.</translation>
    </message>
</context>
<context>
    <name>WindowSteps</name>
    <message>
        <location filename="../../app/window_steps.py" line="94"/>
        <source>待处理的问题</source>
        <translation>Open issues</translation>
    </message>
    <message>
        <location filename="../../app/window_steps.py" line="102"/>
        <source>受影响学生的去向</source>
        <translation>Where the affected pupils go</translation>
    </message>
    <message>
        <location filename="../../app/window_steps.py" line="103"/>
        <source>1—3年级超时的学生</source>
        <translation>Grades 1–3 over the limit</translation>
    </message>
    <message>
        <location filename="../../app/window_steps.py" line="104"/>
        <source>按最大班额排列</source>
        <translation>By largest class</translation>
    </message>
    <message>
        <location filename="../../app/window_steps.py" line="105"/>
        <source>有学位缺口的学校</source>
        <translation>Schools short of places</translation>
    </message>
</context>
<context>
    <name>WinnersPanel</name>
    <message>
        <location filename="../../app/panels/winners.py" line="38"/>
        <location filename="../../app/panels/winners.py" line="108"/>
        <source>只看有变化的村</source>
        <translation>Only villages that change</translation>
    </message>
    <message>
        <location filename="../../app/panels/winners.py" line="45"/>
        <source>方案</source>
        <translation>Scenario</translation>
    </message>
    <message>
        <location filename="../../app/panels/winners.py" line="45"/>
        <location filename="../../app/panels/winners.py" line="55"/>
        <source>对照</source>
        <translation>against</translation>
    </message>
    <message>
        <location filename="../../app/panels/winners.py" line="51"/>
        <source>谁受益、谁受损</source>
        <translation>Who wins, who loses</translation>
    </message>
    <message>
        <location filename="../../app/panels/winners.py" line="95"/>
        <source>请选两个不同的方案</source>
        <translation>Choose two different scenarios</translation>
    </message>
    <message>
        <location filename="../../app/panels/winners.py" line="118"/>
        <source>没有比较成</source>
        <translation>Not compared</translation>
    </message>
    <message>
        <location filename="../../app/panels/winners.py" line="118"/>
        <source>重新比较</source>
        <translation>Compare again</translation>
    </message>
</context>
<context>
    <name>_Form</name>
    <message>
        <location filename="../../app/panels/field_forms.py" line="41"/>
        <source>记下</source>
        <translation>Keep</translation>
    </message>
    <message>
        <location filename="../../app/panels/field_forms.py" line="44"/>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
</context>
<context>
    <name>access</name>
    <message>
        <location filename="../../app/models/access.py" line="93"/>
        <source>{name}（{count} 个合计）</source>
        <translation>{name} ({count} together)</translation>
    </message>
    <message>
        <location filename="../../app/models/access.py" line="129"/>
        <source>学生（{band}）</source>
        <translation>Pupils ({band})</translation>
    </message>
    <message>
        <location filename="../../app/models/access.py" line="133"/>
        <source>步行到最近的公办学校超过这么久的学生；统计分档，不是标准</source>
        <translation>Pupils who walk longer than this to the nearest public school; classes for counting, no standard</translation>
    </message>
    <message>
        <location filename="../../app/models/access.py" line="138"/>
        <source>超过 {minutes} 分</source>
        <translation>Over {minutes} min</translation>
    </message>
    <message>
        <location filename="../../app/models/access.py" line="140"/>
        <source>每名学生在 30 分钟步行范围内分到的学位，1—9年级合计；{method}。参数待核</source>
        <translation>Places per pupil within a 30-minute walk, grades 1–9 together; {method}. Parameters to be checked</translation>
    </message>
    <message>
        <location filename="../../app/models/access.py" line="141"/>
        <source>够得着的学校中有学位未知的，得分因此偏低</source>
        <translation>Some school within reach has unknown places, so the score is too low</translation>
    </message>
    <message>
        <location filename="../../app/models/access.py" line="143"/>
        <location filename="../../app/models/access.py" line="160"/>
        <source>乡镇（街道）</source>
        <translation>Township</translation>
    </message>
    <message>
        <location filename="../../app/models/access.py" line="146"/>
        <source>可达学位 2SFCA</source>
        <translation>Places 2SFCA</translation>
    </message>
    <message>
        <location filename="../../app/models/access.py" line="148"/>
        <source>可达学位 E2SFCA</source>
        <translation>Places E2SFCA</translation>
    </message>
    <message>
        <location filename="../../app/models/access.py" line="149"/>
        <source>E2SFCA，越远权重越小</source>
        <translation>E2SFCA, farther schools weigh less</translation>
    </message>
    <message>
        <location filename="../../app/models/access.py" line="150"/>
        <source>得分偏低的学生</source>
        <translation>Pupils scored too low</translation>
    </message>
    <message>
        <location filename="../../app/models/access.py" line="152"/>
        <source>无路可达</source>
        <translation>No way</translation>
    </message>
    <message>
        <location filename="../../app/models/access.py" line="153"/>
        <source>路程未知</source>
        <translation>Way unknown</translation>
    </message>
    <message>
        <location filename="../../app/models/access.py" line="159"/>
        <source>居民点</source>
        <translation>Settlement</translation>
    </message>
    <message>
        <location filename="../../app/models/access.py" line="162"/>
        <source>未就近</source>
        <translation>Not nearest</translation>
    </message>
    <message>
        <location filename="../../app/models/access.py" line="163"/>
        <source>就读的学校比最近的公办学校远的学生</source>
        <translation>Pupils whose school is farther than the nearest public one</translation>
    </message>
    <message>
        <location filename="../../app/models/access.py" line="164"/>
        <source>最近的学校</source>
        <translation>Nearest school</translation>
    </message>
    <message>
        <location filename="../../app/models/access.py" line="165"/>
        <source>最近单程</source>
        <translation>Nearest, one way</translation>
    </message>
    <message>
        <location filename="../../app/models/access.py" line="166"/>
        <source>平均多走</source>
        <translation>Farther by</translation>
    </message>
</context>
<context>
    <name>actions</name>
    <message>
        <location filename="../../app/actions.py" line="29"/>
        <source>从文件新建……</source>
        <translation>New from files…</translation>
    </message>
    <message>
        <location filename="../../app/actions.py" line="30"/>
        <source>打开……</source>
        <translation>Open…</translation>
    </message>
    <message>
        <location filename="../../app/actions.py" line="31"/>
        <source>打开示例</source>
        <translation>Open the sample</translation>
    </message>
    <message>
        <location filename="../../app/actions.py" line="32"/>
        <source>空白表格……</source>
        <translation>Blank tables…</translation>
    </message>
    <message>
        <location filename="../../app/actions.py" line="33"/>
        <source>由统计报表生成台账……</source>
        <translation>Ledger from yearly statistics…</translation>
    </message>
    <message>
        <location filename="../../app/actions.py" line="34"/>
        <source>保存</source>
        <translation>Save</translation>
    </message>
    <message>
        <location filename="../../app/actions.py" line="36"/>
        <source>另存为……</source>
        <translation>Save as…</translation>
    </message>
    <message>
        <location filename="../../app/actions.py" line="38"/>
        <source>生成成果……</source>
        <translation>Make results…</translation>
    </message>
    <message>
        <location filename="../../app/actions.py" line="41"/>
        <source>签出外业副本……</source>
        <translation>Check out field copy…</translation>
    </message>
    <message>
        <location filename="../../app/actions.py" line="42"/>
        <source>并回外业副本……</source>
        <translation>Merge field copy…</translation>
    </message>
    <message>
        <location filename="../../app/actions.py" line="43"/>
        <source>关闭计划</source>
        <translation>Close plan</translation>
    </message>
    <message>
        <location filename="../../app/actions.py" line="44"/>
        <source>退出</source>
        <translation>Quit</translation>
    </message>
    <message>
        <location filename="../../app/actions.py" line="45"/>
        <source>搜索学校、村</source>
        <translation>Search schools, villages</translation>
    </message>
    <message>
        <location filename="../../app/actions.py" line="46"/>
        <source>新建方案</source>
        <translation>New scenario</translation>
    </message>
    <message>
        <location filename="../../app/actions.py" line="47"/>
        <source>复制方案</source>
        <translation>Copy scenario</translation>
    </message>
    <message>
        <location filename="../../app/actions.py" line="48"/>
        <source>重命名方案</source>
        <translation>Rename scenario</translation>
    </message>
    <message>
        <location filename="../../app/actions.py" line="49"/>
        <source>删除方案</source>
        <translation>Delete scenario</translation>
    </message>
    <message>
        <location filename="../../app/actions.py" line="50"/>
        <source>道路改动……</source>
        <translation>Changes to the roads…</translation>
    </message>
    <message>
        <location filename="../../app/actions.py" line="51"/>
        <source>方案设定……</source>
        <translation>Scenario settings…</translation>
    </message>
    <message>
        <location filename="../../app/actions.py" line="52"/>
        <source>测算方案……</source>
        <translation>Calculated scenario…</translation>
    </message>
    <message>
        <location filename="../../app/actions.py" line="53"/>
        <source>新建学校……</source>
        <translation>New school…</translation>
    </message>
    <message>
        <location filename="../../app/actions.py" line="54"/>
        <source>出行参数……</source>
        <translation>Travel parameters…</translation>
    </message>
    <message>
        <location filename="../../app/actions.py" line="56"/>
        <source>学龄人口预测……</source>
        <translation>Forecast of pupils…</translation>
    </message>
    <message>
        <location filename="../../app/actions.py" line="58"/>
        <source>地图看全貌</source>
        <translation>Whole map</translation>
    </message>
    <message>
        <location filename="../../app/actions.py" line="59"/>
        <source>用法</source>
        <translation>How to use</translation>
    </message>
    <message>
        <location filename="../../app/actions.py" line="60"/>
        <source>关于校图</source>
        <translation>About Xiaotu</translation>
    </message>
    <message>
        <location filename="../../app/actions.py" line="39"/>
        <source>封存版本……</source>
        <translation>Seal a version…</translation>
    </message>
    <message>
        <location filename="../../app/actions.py" line="40"/>
        <source>操作记录……</source>
        <translation>Log…</translation>
    </message>
</context>
<context>
    <name>columns</name>
    <message>
        <location filename="../../app/models/columns.py" line="30"/>
        <source>学校</source>
        <translation>School</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="31"/>
        <location filename="../../app/models/columns.py" line="69"/>
        <location filename="../../app/models/columns.py" line="102"/>
        <source>乡镇（街道）</source>
        <translation>Township</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="32"/>
        <source>办学类型</source>
        <translation>Type</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="34"/>
        <source>布局决定</source>
        <translation>Decision</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="36"/>
        <source>现有学生</source>
        <translation>Pupils now</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="37"/>
        <source>调整后学生</source>
        <translation>Pupils after</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="38"/>
        <location filename="../../app/models/columns.py" line="92"/>
        <location filename="../../app/models/columns.py" line="124"/>
        <source>增减</source>
        <translation>Change</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="39"/>
        <source>班数</source>
        <translation>Classes</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="40"/>
        <source>现最大班额</source>
        <translation>Largest class now</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="43"/>
        <source>调整后最大班额</source>
        <translation>Largest class after</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="50"/>
        <source>学位</source>
        <translation>Places</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="53"/>
        <source>学位 = 核定规模与可用普通教室折算的较小者；未知的不推算</source>
        <translation>Places = the smaller of the approved size and what the usable classrooms hold; unknown stays unknown</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="55"/>
        <source>学位利用率</source>
        <translation>Utilisation</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="57"/>
        <source>学位缺口</source>
        <translation>Places short</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="59"/>
        <source>平均单程</source>
        <translation>Mean one way</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="60"/>
        <source>最远单程</source>
        <translation>Longest one way</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="66"/>
        <source>学生（{band}）</source>
        <translation>Pupils ({band})</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="68"/>
        <location filename="../../app/models/columns.py" line="101"/>
        <source>居民点</source>
        <translation>Settlement</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="71"/>
        <source>分流</source>
        <translation>Diversion</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="73"/>
        <location filename="../../app/models/columns.py" line="105"/>
        <source>现就读学校</source>
        <translation>School now</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="73"/>
        <location filename="../../app/models/columns.py" line="76"/>
        <source>人数最多的学校</source>
        <translation>The school that most go to</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="76"/>
        <location filename="../../app/models/columns.py" line="106"/>
        <source>调整后学校</source>
        <translation>School after</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="80"/>
        <source>现最远单程</source>
        <translation>Longest way now</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="83"/>
        <location filename="../../app/models/columns.py" line="90"/>
        <location filename="../../app/models/columns.py" line="115"/>
        <location filename="../../app/models/columns.py" line="122"/>
        <source>村点到校门</source>
        <translation>Village point to school gate</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="87"/>
        <source>调整后最远单程</source>
        <translation>Longest way after</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="93"/>
        <source>现超时学生</source>
        <translation>Over the limit now</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="94"/>
        <source>调整后超时学生</source>
        <translation>Over the limit after</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="103"/>
        <source>年级</source>
        <translation>Grade</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="104"/>
        <source>学生</source>
        <translation>Pupils</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="107"/>
        <source>原因</source>
        <translation>Reason</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="108"/>
        <source>去向依据</source>
        <translation>Chosen by</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="109"/>
        <source>方式</source>
        <translation>Mode</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="112"/>
        <source>现单程</source>
        <translation>One way now</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="119"/>
        <source>调整后单程</source>
        <translation>One way after</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="127"/>
        <source>判定</source>
        <translation>Verdict</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="131"/>
        <source>跨乡镇</source>
        <translation>Other township</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="138"/>
        <source>程度</source>
        <translation>Weight</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="139"/>
        <source>处理</source>
        <translation>State</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="140"/>
        <source>来源</source>
        <translation>Origin</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="141"/>
        <source>位置</source>
        <translation>Where</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="142"/>
        <source>问题</source>
        <translation>Issues</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="143"/>
        <source>量得</source>
        <translation>Measured</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="144"/>
        <source>界限</source>
        <translation>Limit</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="145"/>
        <source>怎么办</source>
        <translation>What to do</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="147"/>
        <source>依据</source>
        <translation>Rests on</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="147"/>
        <source>没有核对过原文的标“待核”</source>
        <translation>Not compared with the original text: “unverified”</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="149"/>
        <source>条目号</source>
        <translation>Rule</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="150"/>
        <source>层级</source>
        <translation>Level</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="157"/>
        <source>指标</source>
        <translation>Indicator</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="158"/>
        <source>年级段</source>
        <translation>Grades</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="159"/>
        <source>现状</source>
        <translation>Present state</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="160"/>
        <source>方案</source>
        <translation>Scenario</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="161"/>
        <source>变化</source>
        <translation>Change</translation>
    </message>
    <message>
        <location filename="../../app/models/columns.py" line="162"/>
        <source>单位</source>
        <translation>Unit</translation>
    </message>
</context>
<context>
    <name>consequence</name>
    <message>
        <location filename="../../app/models/consequence.py" line="48"/>
        <source>{pupils} · {classes} 班 · 最大班额 {largest}</source>
        <translation>{pupils} · {classes} classes · largest {largest}</translation>
    </message>
    <message>
        <location filename="../../app/models/consequence.py" line="53"/>
        <source>{places} 个 · 利用率 {share}</source>
        <translation>{places} · used {share}</translation>
    </message>
    <message>
        <location filename="../../app/models/consequence.py" line="57"/>
        <source> · 复式 {grades}</source>
        <translation> · in one class: grades {grades}</translation>
    </message>
    <message>
        <location filename="../../app/models/consequence.py" line="58"/>
        <source>{beds} 张 · 寄宿 {boarders} 人</source>
        <translation>{beds} · {boarders} boarders</translation>
    </message>
    <message>
        <location filename="../../app/models/consequence.py" line="62"/>
        <source>学生</source>
        <translation>Pupils</translation>
    </message>
    <message>
        <location filename="../../app/models/consequence.py" line="63"/>
        <source>学位</source>
        <translation>Places</translation>
    </message>
    <message>
        <location filename="../../app/models/consequence.py" line="64"/>
        <source>床位</source>
        <translation>Beds</translation>
    </message>
    <message>
        <location filename="../../app/models/consequence.py" line="65"/>
        <source>专任教师</source>
        <translation>Teachers</translation>
    </message>
    <message>
        <location filename="../../app/models/consequence.py" line="66"/>
        <source>最远单程</source>
        <translation>Longest one way</translation>
    </message>
    <message>
        <location filename="../../app/models/consequence.py" line="94"/>
        <source>接收学生</source>
        <translation>Pupils received</translation>
    </message>
    <message>
        <location filename="../../app/models/consequence.py" line="100"/>
        <source>本校复式班</source>
        <translation>Grades in one class here</translation>
    </message>
    <message>
        <location filename="../../app/models/consequence.py" line="105"/>
        <source>分流学生</source>
        <translation>Pupils moved</translation>
    </message>
    <message>
        <location filename="../../app/models/consequence.py" line="107"/>
        <source>其中超时或无路</source>
        <translation>of these over the limit or no way</translation>
    </message>
    <message>
        <location filename="../../app/models/consequence.py" line="109"/>
        <source>调整后最远单程</source>
        <translation>Longest way after</translation>
    </message>
    <message>
        <location filename="../../app/models/consequence.py" line="110"/>
        <source>现最远单程</source>
        <translation>Longest way now</translation>
    </message>
    <message>
        <location filename="../../app/models/consequence.py" line="114"/>
        <source>未能安排</source>
        <translation>not placed</translation>
    </message>
    <message>
        <location filename="../../app/models/consequence.py" line="116"/>
        <source>去 {school}</source>
        <translation>to {school}</translation>
    </message>
    <message>
        <location filename="../../app/models/consequence.py" line="125"/>
        <source>{before} → {after} 人</source>
        <translation>{before} → {after}</translation>
    </message>
    <message>
        <location filename="../../app/models/consequence.py" line="128"/>
        <source> · 最大班额</source>
        <translation> · largest class</translation>
    </message>
    <message>
        <location filename="../../app/models/consequence.py" line="130"/>
        <location filename="../../app/models/consequence.py" line="156"/>
        <source>{count} 个</source>
        <translation>{count}</translation>
    </message>
    <message>
        <location filename="../../app/models/consequence.py" line="131"/>
        <source> · 学位缺口</source>
        <translation> · places short</translation>
    </message>
    <message>
        <location filename="../../app/models/consequence.py" line="146"/>
        <source>{before} → {after}</source>
        <translation>{before} → {after}</translation>
    </message>
    <message>
        <location filename="../../app/models/consequence.py" line="148"/>
        <source>本校学生</source>
        <translation>Pupils here</translation>
    </message>
    <message>
        <location filename="../../app/models/consequence.py" line="150"/>
        <source>本校最大班额</source>
        <translation>Largest class here</translation>
    </message>
    <message>
        <location filename="../../app/models/consequence.py" line="157"/>
        <source>本校学位缺口</source>
        <translation>Places short here</translation>
    </message>
</context>
<context>
    <name>difference</name>
    <message>
        <location filename="../../app/models/difference.py" line="46"/>
        <source>“{scenario}”与“{reference}”相比 · 全部年级</source>
        <translation>{scenario} against {reference} · all grades</translation>
    </message>
    <message>
        <location filename="../../app/models/difference.py" line="93"/>
        <source>远了 {count}，最多 {longer:g} 分</source>
        <translation>Farther: {count}, by up to {longer:g} min</translation>
    </message>
    <message>
        <location filename="../../app/models/difference.py" line="94"/>
        <source>近了 {count}，最多 {shorter:g} 分</source>
        <translation>Nearer: {count}, by up to {shorter:g} min</translation>
    </message>
    <message>
        <location filename="../../app/models/difference.py" line="95"/>
        <source>新超时 {count}</source>
        <translation>Newly over the limit: {count}</translation>
    </message>
    <message>
        <location filename="../../app/models/difference.py" line="96"/>
        <source>不再超时 {count}</source>
        <translation>No longer over the limit: {count}</translation>
    </message>
    <message>
        <location filename="../../app/models/difference.py" line="97"/>
        <source>新寄宿 {count}</source>
        <translation>Newly boarding: {count}</translation>
    </message>
    <message>
        <location filename="../../app/models/difference.py" line="102"/>
        <source>没有去处</source>
        <translation>nowhere to go</translation>
    </message>
    <message>
        <location filename="../../app/models/difference.py" line="103"/>
        <source>{pupils}：{one} → {other}</source>
        <translation>{pupils}: {one} → {other}</translation>
    </message>
    <message>
        <location filename="../../app/models/difference.py" line="109"/>
        <source>{scenario}：{status}</source>
        <translation>{scenario}: {status}</translation>
    </message>
    <message>
        <location filename="../../app/models/difference.py" line="110"/>
        <source>没有这所学校</source>
        <translation>no such school</translation>
    </message>
</context>
<context>
    <name>forecast</name>
    <message>
        <location filename="../../app/models/forecast.py" line="160"/>
        <source>{year} 年，{pupils}</source>
        <translation>{year}, {pupils}</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast.py" line="164"/>
        <source>（现在就是最多，真正的高峰可能已过）</source>
        <translation> (the first year; the real peak may lie before it)</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast.py" line="166"/>
        <source>（预测的最后一年，高峰可能还在后面）</source>
        <translation> (the last year; the real peak may lie after it)</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast.py" line="167"/>
        <source>（含未出生推测）</source>
        <translation> (with children not yet born)</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast.py" line="174"/>
        <source>无法回测：历年在校生只有 {years} 年，至少要 {least} 年。</source>
        <translation>No back-test: only {years} years of past enrolment, at least {least} are needed.</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast.py" line="177"/>
        <source>全县</source>
        <translation>County</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast.py" line="177"/>
        <source>分乡镇（片区）小学</source>
        <translation>Primary by township (catchment)</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast.py" line="180"/>
        <source>{years} 年 {error}</source>
        <translation>{years} y {error}</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast.py" line="181"/>
        <source>、</source>
        <translation>, </translation>
    </message>
    <message>
        <location filename="../../app/models/forecast.py" line="185"/>
        <source>{title}：提前 {words}</source>
        <translation>{title}, ahead by {words}</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast_tables.py" line="52"/>
        <source>无法回测</source>
        <translation>No back-test</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast_tables.py" line="59"/>
        <source>学年</source>
        <translation>School year</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast_tables.py" line="60"/>
        <source>低</source>
        <translation>Low</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast_tables.py" line="61"/>
        <source>中</source>
        <translation>Middle</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast_tables.py" line="62"/>
        <source>高</source>
        <translation>High</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast_tables.py" line="63"/>
        <source>其中已出生</source>
        <translation>Born</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast_tables.py" line="64"/>
        <source>中方案里已经数到的孩子</source>
        <translation>Children of the middle who have been counted</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast_tables.py" line="65"/>
        <source>未出生推测</source>
        <translation>Not yet born (guessed)</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast_tables.py" line="66"/>
        <source>误差区间</source>
        <translation>Interval</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast_tables.py" line="67"/>
        <source>按本县历年回测的误差；没有回测到那么远的，写无法回测</source>
        <translation>Error of back-tests on the county&apos;s own years; where none reaches so far ahead it says so</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast_tables.py" line="68"/>
        <source>学位缺口</source>
        <translation>Places short</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast_tables.py" line="69"/>
        <source>现状学校；按乡镇合计，乡镇内互相调剂</source>
        <translation>Schools as they are, townships as a whole</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast_tables.py" line="112"/>
        <source>层级</source>
        <translation>Level</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast_tables.py" line="113"/>
        <source>名称</source>
        <translation>Name</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast_tables.py" line="114"/>
        <source>学段</source>
        <translation>Stage</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast_tables.py" line="115"/>
        <source>最高预警</source>
        <translation>Gravest warning</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast_tables.py" line="116"/>
        <source>新生数与招生计划之比达到的最高一级；界限可改</source>
        <translation>Gravest level that entrants over the intake plan reach; thresholds can be changed</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast_tables.py" line="117"/>
        <source>最早学年</source>
        <translation>First year</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast_tables.py" line="118"/>
        <source>新生/招生计划</source>
        <translation>Entrants/intake plan</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast_tables.py" line="119"/>
        <source>招生计划由学位除以年级数推算</source>
        <translation>The intake plan is estimated: places over grades</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast_tables.py" line="120"/>
        <source>现有学生</source>
        <translation>Pupils now</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast_tables.py" line="121"/>
        <source>学位</source>
        <translation>Places</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast_tables.py" line="122"/>
        <source>最高利用率</source>
        <translation>Highest use</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast_tables.py" line="123"/>
        <source>最大缺口</source>
        <translation>Largest gap</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast_tables.py" line="124"/>
        <source>缺口最大的学年</source>
        <translation>Year of the largest gap</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast_tables.py" line="169"/>
        <source>现在</source>
        <translation>now</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast_tables.py" line="171"/>
        <source>{year} 年起</source>
        <translation>from {year}</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast_tables.py" line="172"/>
        <source>（以后又回升）</source>
        <translation> (later more again)</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast_tables.py" line="177"/>
        <source>少于 {size} 人</source>
        <translation>Under {size}</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast_tables.py" line="179"/>
        <source>学校</source>
        <translation>School</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast_tables.py" line="180"/>
        <source>现在学生</source>
        <translation>Pupils now</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast_tables.py" line="181"/>
        <source>{year} 年学生</source>
        <translation>Pupils {year}</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast_tables.py" line="186"/>
        <source>学位不足自</source>
        <translation>Short from</translation>
    </message>
    <message>
        <location filename="../../app/models/forecast_tables.py" line="187"/>
        <source>最多缺学位</source>
        <translation>Most places short</translation>
    </message>
</context>
<context>
    <name>journey</name>
    <message>
        <location filename="../../app/models/journey_words.py" line="41"/>
        <source>直线接入</source>
        <translation>Off the road</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="42"/>
        <source>步行</source>
        <translation>Walking</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="43"/>
        <source>候车</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="44"/>
        <source>行驶</source>
        <translation>Riding</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="45"/>
        <source>停站</source>
        <translation>Stops</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="46"/>
        <source>坡度、路面加时</source>
        <translation>Slopes, surfaces</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="81"/>
        <source>{from_stop} → {to_stop}，{minutes}</source>
        <translation>{from_stop} → {to_stop}, {minutes}</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="84"/>
        <source>乘 {line}</source>
        <translation>Bus {line}</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="100"/>
        <source>（时限 {minutes}）</source>
        <translation> (limit {minutes})</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="101"/>
        <source>判定</source>
        <translation>Verdict</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="109"/>
        <source>寄宿：每周往返，不按每日时限判定</source>
        <translation>Boarding: a weekly journey, not held against the daily limit</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="111"/>
        <source>未排线路，估算</source>
        <translation>No routes planned yet: an estimate</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="113"/>
        <source>乘车段只按站点画直线，表中没有走哪条路</source>
        <translation>Rides are drawn straight between stops: the table does not say which roads they take</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="115"/>
        <source>只报告，不算解决</source>
        <translation>Reported only, never counted as a solution</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="118"/>
        <source>表中是现场实测；图上画的是按路网计算的路，{computed}</source>
        <translation>The table holds a walk measured in the field; the map shows the way computed on the roads, {computed}</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="121"/>
        <source>仅车行路网，偏长</source>
        <translation>Roads for vehicles only: too long</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="127"/>
        <source>核对</source>
        <translation>Check</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="130"/>
        <source>实测值，不与路网计算相比</source>
        <translation>Measured: not compared with the computed way</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="132"/>
        <source>按改动后的道路现算，路程表中没有这种方式</source>
        <translation>Worked out just now on the changed roads; the table does not hold this mode</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="136"/>
        <source>与路程表一致</source>
        <translation>Agrees with the travel table</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="137"/>
        <source>与路程表不一致：表中 {table}，图上 {way}。请重新计算路程，不要使用这个数。</source>
        <translation>Differs from the travel table: {table} there, {way} on the map. Please work out the travel times again and do not use this figure.</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="144"/>
        <location filename="../../app/models/journey_words.py" line="215"/>
        <source>无路可达</source>
        <translation>no way</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="145"/>
        <source>{seconds} 秒</source>
        <translation>{seconds} s</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="159"/>
        <source>村点和学校之间没有可走的路，或其中一处离路太远、被阻隔。</source>
        <translation>There is no way between village and school, or one of them is too far from any road or cut off from it.</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="162"/>
        <source>直线 {straight}，实际 {way}，是直线的 {ratio} 倍。</source>
        <translation>{straight} as the crow flies, {way} on the way: {ratio} times as far.</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="168"/>
        <location filename="../../app/models/journey_words.py" line="172"/>
        <source>、</source>
        <translation>, </translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="169"/>
        <source>无名的桥</source>
        <translation>a bridge without a name</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="171"/>
        <source>直线要过{barriers}，只能绕到桥上过（{bridges}）。</source>
        <translation>The straight line crosses {barriers}; the way goes round to a bridge ({bridges}).</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="174"/>
        <source>直线要过{barriers}，路绕开了它。</source>
        <translation>The straight line crosses {barriers}; the way goes round.</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="177"/>
        <source>路外直走 {metres}，占时间的 {share}。</source>
        <translation>{metres} straight off the road, {share} of the time.</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="183"/>
        <source>河流</source>
        <translation>a river</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="184"/>
        <source>水渠</source>
        <translation>a canal</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="185"/>
        <source>铁路</source>
        <translation>a railway</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="185"/>
        <source>高速公路</source>
        <translation>a motorway</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="186"/>
        <source>水面</source>
        <translation>water</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="186"/>
        <source>水库</source>
        <translation>a reservoir</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="188"/>
        <source>阻隔</source>
        <translation>a barrier</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="196"/>
        <source>其中 {metres} 标为危险路段。</source>
        <translation>{metres} of it are marked as dangerous.</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="199"/>
        <source>其中 {metres} 是陡坡。</source>
        <translation>{metres} of it are steep.</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="202"/>
        <source>反方向（回家）没有路可走：有单行道。</source>
        <translation>There is no way back (one-way roads).</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="205"/>
        <source>反方向（回家）{minutes}：上下坡不同。</source>
        <translation>The way home takes {minutes}: other slopes.</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="207"/>
        <source>反方向（回家）{minutes}：有单行道。</source>
        <translation>The way home takes {minutes}: one-way roads.</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="213"/>
        <source>方案改动道路前是 {minutes}。</source>
        <translation>Before the changes to the roads: {minutes}.</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="227"/>
        <source>这是最近的学校；次近的是{school}，{minutes}。</source>
        <translation>This is the nearest school; the second nearest is {school}, {minutes}.</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="234"/>
        <source>最近的是{school}，{minutes}。</source>
        <translation>The nearest is {school}, {minutes}.</translation>
    </message>
</context>
<context>
    <name>labels</name>
    <message>
        <location filename="../../app/labels.py" line="19"/>
        <source>保留</source>
        <translation>Retain</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="20"/>
        <source>撤销并入</source>
        <translation>Close and merge</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="21"/>
        <source>变更为教学点</source>
        <translation>Teaching point</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="22"/>
        <source>逐年过渡</source>
        <translation>Phased out</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="23"/>
        <source>新建</source>
        <translation>New school</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="24"/>
        <source>停办</source>
        <translation>Suspended</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="25"/>
        <source>恢复办学</source>
        <translation>Reopened</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="28"/>
        <source>草稿</source>
        <translation>Draft</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="29"/>
        <location filename="../../app/labels.py" line="34"/>
        <source>完整</source>
        <translation>Complete</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="30"/>
        <source>不能成立</source>
        <translation>Impossible</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="33"/>
        <source>进行中</source>
        <translation>In progress</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="35"/>
        <source>有不能成立的决定</source>
        <translation>Has impossible decisions</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="38"/>
        <source>必须保留</source>
        <translation>Must stay</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="39"/>
        <source>必须撤销</source>
        <translation>Must close</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="40"/>
        <source>暂不决定</source>
        <translation>Undecided</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="43"/>
        <source>只调整方案涉及的学生</source>
        <translation>Move only whom the scenario moves</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="44"/>
        <location filename="../../app/labels.py" line="73"/>
        <source>重新划片</source>
        <translation>By catchment areas</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="45"/>
        <location filename="../../app/labels.py" line="82"/>
        <source>就近</source>
        <translation>Nearest school</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="46"/>
        <source>总时间最少（不超学位）</source>
        <translation>Least total time within places</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="49"/>
        <source>幼儿园</source>
        <translation>Kindergarten</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="50"/>
        <source>附设幼儿班</source>
        <translation>Attached kindergarten class</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="51"/>
        <source>小学</source>
        <translation>Primary school</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="52"/>
        <location filename="../../app/labels.py" line="130"/>
        <source>教学点</source>
        <translation>Teaching point</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="53"/>
        <source>附设小学班</source>
        <translation>Attached primary class</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="54"/>
        <source>初级中学</source>
        <translation>Junior middle school</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="55"/>
        <source>九年一贯制学校</source>
        <translation>Nine-year school</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="56"/>
        <source>附设初中班</source>
        <translation>Attached junior class</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="57"/>
        <source>完全中学</source>
        <translation>Complete middle school</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="58"/>
        <source>十二年一贯制学校</source>
        <translation>Twelve-year school</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="61"/>
        <source>未超时</source>
        <translation>within the limit</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="62"/>
        <source>临界</source>
        <translation>borderline</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="63"/>
        <source>超时</source>
        <translation>over the limit</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="64"/>
        <source>未设标准</source>
        <translation>no limit set</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="65"/>
        <location filename="../../app/labels.py" line="96"/>
        <source>寄宿</source>
        <translation>Boarding</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="66"/>
        <source>无路可达</source>
        <translation>no way</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="67"/>
        <source>未知</source>
        <translation>unknown</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="70"/>
        <source>不变</source>
        <translation>unchanged</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="71"/>
        <source>学校撤销</source>
        <translation>school closed</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="72"/>
        <source>年级停办</source>
        <translation>grade closed</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="76"/>
        <source>原校</source>
        <translation>same school</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="77"/>
        <source>方案指定</source>
        <translation>named in the scenario</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="78"/>
        <source>划片对口</source>
        <translation>zone</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="79"/>
        <source>中心校</source>
        <translation>central school</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="80"/>
        <source>本乡镇就近</source>
        <translation>nearest in the township</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="81"/>
        <source>跨乡镇就近</source>
        <translation>nearest in another township</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="83"/>
        <source>总用时最少</source>
        <translation>Least total time</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="84"/>
        <location filename="../../app/labels.py" line="168"/>
        <source>对口升学</source>
        <translation>Feeder links</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="85"/>
        <source>未能安排</source>
        <translation>not placed</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="88"/>
        <location filename="../../app/labels.py" line="89"/>
        <location filename="../../app/labels.py" line="90"/>
        <source>步行</source>
        <translation>walk</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="91"/>
        <source>校车</source>
        <translation>School bus</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="92"/>
        <source>家长接送（电动自行车）</source>
        <translation>Escorted (electric bicycle)</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="93"/>
        <source>家长接送（小汽车）</source>
        <translation>Escorted (car)</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="94"/>
        <source>自行车</source>
        <translation>Bicycle</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="95"/>
        <source>公交</source>
        <translation>Public bus</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="99"/>
        <source>1—3年级</source>
        <translation>Grades 1–3</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="100"/>
        <source>4—6年级</source>
        <translation>Grades 4–6</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="101"/>
        <source>7—9年级</source>
        <translation>Grades 7–9</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="102"/>
        <source>全部年级</source>
        <translation>All grades</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="105"/>
        <source>错误</source>
        <translation>Error</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="106"/>
        <source>提醒</source>
        <translation>Warning</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="107"/>
        <source>说明</source>
        <translation>Notes</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="108"/>
        <source>必须</source>
        <translation>Must</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="109"/>
        <source>应当</source>
        <translation>Should</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="112"/>
        <source>数据</source>
        <translation>Data</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="113"/>
        <source>方案</source>
        <translation>Scenario</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="114"/>
        <source>现状</source>
        <translation>Present state</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="118"/>
        <source>待处理</source>
        <translation>Open</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="119"/>
        <source>已认可</source>
        <translation>Accepted</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="120"/>
        <source>已改正</source>
        <translation>Fixed</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="123"/>
        <source>受影响学生</source>
        <translation>Pupils affected</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="124"/>
        <source>超时学生（1—3年级）</source>
        <translation>Over the limit (grades 1–3)</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="125"/>
        <source>最大班额</source>
        <translation>Largest class</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="126"/>
        <source>学位缺口</source>
        <translation>Places short</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="129"/>
        <source>学校</source>
        <translation>Schools</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="131"/>
        <location filename="../../app/labels.py" line="165"/>
        <source>学生</source>
        <translation>Pupils</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="132"/>
        <source>分流学生</source>
        <translation>Pupils moved</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="133"/>
        <source>其中重新划片的学生</source>
        <translation>Re-zoned among them</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="134"/>
        <source>跨乡镇分流学生</source>
        <translation>Moved to another township</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="135"/>
        <source>未能安排的学生</source>
        <translation>Pupils not placed</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="138"/>
        <source>走读且路程已知的学生</source>
        <translation>Day pupils with a known way</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="139"/>
        <source>平均单程</source>
        <translation>Mean one way</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="140"/>
        <source>单程中位数</source>
        <translation>Median one way</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="141"/>
        <source>单程第90百分位</source>
        <translation>90th percentile one way</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="142"/>
        <source>单程第95百分位</source>
        <translation>95th percentile one way</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="143"/>
        <source>最远单程</source>
        <translation>Longest one way</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="144"/>
        <source>超时学生</source>
        <translation>Over the limit</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="145"/>
        <source>临界学生</source>
        <translation>Borderline</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="146"/>
        <source>无路可达的学生</source>
        <translation>Without a way</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="147"/>
        <source>路程未知的学生</source>
        <translation>Way unknown</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="148"/>
        <source>寄宿学生</source>
        <translation>Boarders</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="149"/>
        <source>每日单程合计</source>
        <translation>Pupil-kilometres one way a day</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="152"/>
        <source>人</source>
        <translation>pupils</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="153"/>
        <source>所</source>
        <translation>schools</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="154"/>
        <location filename="../../app/labels.py" line="157"/>
        <source>个</source>
        <translation>places</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="155"/>
        <source>分</source>
        <translation>min</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="156"/>
        <source>人·公里</source>
        <translation>pupil-km</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="160"/>
        <source>道路</source>
        <translation>Roads</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="161"/>
        <source>高程</source>
        <translation>Heights</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="162"/>
        <source>边界</source>
        <translation>Boundary</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="163"/>
        <source>学校台账</source>
        <translation>School ledger</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="164"/>
        <source>居民点</source>
        <translation>Settlements</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="166"/>
        <source>就读情况</source>
        <translation>Attendance</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="167"/>
        <source>划片</source>
        <translation>Zones</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="169"/>
        <source>公交站点</source>
        <translation>Bus stops</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="170"/>
        <source>各年龄儿童数</source>
        <translation>Children by age</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="171"/>
        <source>历年在校生</source>
        <translation>Past enrolment</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="172"/>
        <source>新建住房</source>
        <translation>New housing</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="175"/>
        <source>四项要数</source>
        <translation>Headline</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="176"/>
        <source>学校与学生</source>
        <translation>Schools and pupils</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="177"/>
        <source>路程（{band}，走读，单程）</source>
        <translation>Journeys ({band}, day pupils, one way)</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="180"/>
        <source>高速公路</source>
        <translation>Motorway</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="181"/>
        <source>国省干线</source>
        <translation>Trunk road</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="182"/>
        <source>主要公路</source>
        <translation>Main road</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="183"/>
        <source>次要公路</source>
        <translation>Secondary road</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="184"/>
        <source>县乡道</source>
        <translation>County or township road</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="185"/>
        <source>村道</source>
        <translation>Village road</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="186"/>
        <source>村内街道</source>
        <translation>Street in a village</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="187"/>
        <source>内部道路</source>
        <translation>Service road</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="188"/>
        <source>机耕路</source>
        <translation>Farm track</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="189"/>
        <source>小路</source>
        <translation>Path</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="190"/>
        <source>步行道</source>
        <translation>Footway</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="193"/>
        <source>示例数据</source>
        <translation>Sample data</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="194"/>
        <source>仅车行路网，步行时间偏长</source>
        <translation>drivable roads only, walking times too long</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="195"/>
        <source>部分步行时间为现场实测</source>
        <translation>some walks were measured in the field</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="196"/>
        <source>校车未排线路，时间为估算</source>
        <translation>Bus routes not planned yet, times estimated</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="197"/>
        <source>方案改动了道路</source>
        <translation>The scenario changes roads</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="198"/>
        <source>学生数为预测</source>
        <translation>Pupils are forecast</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="199"/>
        <source>没有预测，按现有学生数</source>
        <translation>No forecast: today&apos;s pupils</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="200"/>
        <source>总用时未证明最少</source>
        <translation>Least time not proven</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="201"/>
        <source>现状就读由学校和居民点的总数推算</source>
        <translation>Attendance estimated from the totals of schools and settlements</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="202"/>
        <source>部分参数待核</source>
        <translation>Some parameters are to be verified</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="205"/>
        <source>是</source>
        <translation>yes</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="252"/>
        <source>{amount}（{change}）</source>
        <translation>{amount} ({change})</translation>
    </message>
    <message>
        <location filename="../../app/models/journey_words.py" line="30"/>
        <location filename="../../app/labels.py" line="260"/>
        <source>{minutes} 分</source>
        <translation>{minutes} min</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="267"/>
        <source>{count} 人</source>
        <translation>{count}</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="282"/>
        <source>一年级 二年级 三年级 四年级 五年级 六年级 七年级 八年级 九年级</source>
        <translation>G1 G2 G3 G4 G5 G6 G7 G8 G9</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="289"/>
        <source>全区</source>
        <translation>Whole district</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="290"/>
        <source>全县</source>
        <translation>Whole county</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="291"/>
        <source>全市</source>
        <translation>Whole city</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="297"/>
        <source>{first}—{last}学年</source>
        <translation>School year {first}–{last}</translation>
    </message>
    <message>
        <location filename="../../app/labels.py" line="303"/>
        <source>撤销、并入{receiver}</source>
        <translation>Close, merge into {receiver}</translation>
    </message>
</context>
<context>
    <name>menus</name>
    <message>
        <location filename="../../app/menus.py" line="37"/>
        <source>文件(&amp;F)</source>
        <translation>&amp;File</translation>
    </message>
    <message>
        <location filename="../../app/menus.py" line="39"/>
        <source>外业</source>
        <translation>Field work</translation>
    </message>
    <message>
        <location filename="../../app/menus.py" line="42"/>
        <source>编辑(&amp;E)</source>
        <translation>&amp;Edit</translation>
    </message>
    <message>
        <location filename="../../app/menus.py" line="43"/>
        <source>方案(&amp;S)</source>
        <translation>&amp;Scenario</translation>
    </message>
    <message>
        <location filename="../../app/menus.py" line="44"/>
        <source>视图(&amp;V)</source>
        <translation>&amp;View</translation>
    </message>
    <message>
        <location filename="../../app/menus.py" line="46"/>
        <source>外观</source>
        <translation>Appearance</translation>
    </message>
    <message>
        <location filename="../../app/menus.py" line="47"/>
        <source>语言 Language</source>
        <translation>语言 Language</translation>
    </message>
    <message>
        <location filename="../../app/menus.py" line="48"/>
        <source>帮助(&amp;H)</source>
        <translation>&amp;Help</translation>
    </message>
    <message>
        <location filename="../../app/menus.py" line="61"/>
        <source>跟随系统</source>
        <translation>As the system</translation>
    </message>
    <message>
        <location filename="../../app/menus.py" line="62"/>
        <source>浅色</source>
        <translation>Light</translation>
    </message>
    <message>
        <location filename="../../app/menus.py" line="63"/>
        <source>深色</source>
        <translation>Dark</translation>
    </message>
    <message>
        <location filename="../../app/menus.py" line="85"/>
        <source>下次启动时生效。
Takes effect at the next start.</source>
        <translation>下次启动时生效。
Takes effect at the next start.</translation>
    </message>
    <message>
        <location filename="../../app/menus.py" line="86"/>
        <source>语言</source>
        <translation>Language</translation>
    </message>
</context>
<context>
    <name>messages</name>
    <message>
        <location filename="../../app/messages.py" line="56"/>
        <location filename="../../app/messages.py" line="67"/>
        <location filename="../../app/messages.py" line="78"/>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <location filename="../../app/messages.py" line="74"/>
        <source>“{plan}”有未保存的改动。</source>
        <translation>“{plan}” has unsaved changes.</translation>
    </message>
    <message>
        <location filename="../../app/messages.py" line="75"/>
        <source>保存改动？</source>
        <translation>Save the changes?</translation>
    </message>
    <message>
        <location filename="../../app/messages.py" line="76"/>
        <source>保存</source>
        <translation>Save</translation>
    </message>
    <message>
        <location filename="../../app/messages.py" line="77"/>
        <source>不保存</source>
        <translation>Do not save</translation>
    </message>
    <message>
        <location filename="../../app/messages.py" line="87"/>
        <source>方案名称</source>
        <translation>Name of the scenario</translation>
    </message>
    <message>
        <location filename="../../app/messages.py" line="96"/>
        <source>名称不能为空</source>
        <translation>The name must not be empty</translation>
    </message>
    <message>
        <location filename="../../app/messages.py" line="98"/>
        <source>已有同名方案，请换一个名称</source>
        <translation>The name is taken; please choose another</translation>
    </message>
</context>
<context>
    <name>outcomes</name>
    <message>
        <location filename="../../app/models/outcome_people.py" line="52"/>
        <source>只看缺人的</source>
        <translation>Only those short of staff</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="61"/>
        <location filename="../../app/models/outcome_people.py" line="129"/>
        <location filename="../../app/models/outcome_places.py" line="193"/>
        <source>层级</source>
        <translation>Level</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="62"/>
        <location filename="../../app/models/outcome_people.py" line="130"/>
        <location filename="../../app/models/outcome_places.py" line="194"/>
        <source>名称</source>
        <translation>Name</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="63"/>
        <location filename="../../app/models/outcome_places.py" line="52"/>
        <location filename="../../app/models/outcome_places.py" line="195"/>
        <source>学生</source>
        <translation>Pupils</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="64"/>
        <source>班数</source>
        <translation>Classes</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="65"/>
        <source>应配岗位</source>
        <translation>Posts due</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="67"/>
        <source>现有{what}</source>
        <translation>Has: {what}</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="69"/>
        <location filename="../../app/outcome_words.py" line="65"/>
        <source>缺</source>
        <translation>Short</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="70"/>
        <location filename="../../app/models/outcome_people.py" line="72"/>
        <source>各校之和：一校富余不抵另一校所缺</source>
        <translation>Sum of schools: one&apos;s surplus does not fill another&apos;s shortage</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="71"/>
        <source>富余</source>
        <translation>Surplus</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="73"/>
        <source>安置来</source>
        <translation>Placed here</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="74"/>
        <source>撤销学校的人员中，决定写明安置到这里的</source>
        <translation>Staff of closed schools whom a decision places here</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="75"/>
        <location filename="../../app/models/outcome_closed.py" line="102"/>
        <source>未安置</source>
        <translation>Not placed</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="76"/>
        <source>撤销学校的人员，安置以前不计入任何学校</source>
        <translation>Staff of closed schools count for no school until placed</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="77"/>
        <source>应配减少</source>
        <translation>Posts freed</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="78"/>
        <source>岗位数，不是钱</source>
        <translation>Posts, not money</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="79"/>
        <source>定岗依据</source>
        <translation>Posts by</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="80"/>
        <location filename="../../app/models/outcome_balance.py" line="54"/>
        <location filename="../../app/models/outcome_balance.py" line="150"/>
        <location filename="../../app/models/outcome_balance.py" line="174"/>
        <source>判定</source>
        <translation>Verdict</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="81"/>
        <source>专任教师/班</source>
        <translation>Teachers/class</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="102"/>
        <source>应配岗位 {due}，现有 {has}，缺 {short}，富余 {surplus}；未安置 {unplaced} 人。</source>
        <translation>Posts due {due}, staff {has}, short {short}, surplus {surplus}; {unplaced} not placed.</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="113"/>
        <source>台账里没有填报：{columns}，有关的数不推算。</source>
        <translation>Not in the ledger: {columns}; such figures are not estimated.</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="131"/>
        <source>项目</source>
        <translation>Item</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="132"/>
        <source>性质</source>
        <translation>Recurs</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="133"/>
        <location filename="../../app/models/outcome_closed.py" line="49"/>
        <source>数量</source>
        <translation>Amount</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="134"/>
        <source>单价</source>
        <translation>Price</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="135"/>
        <source>一次性（万元）</source>
        <translation>One-off (10,000 yuan)</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="137"/>
        <source>每年（万元）</source>
        <translation>Yearly (10,000 yuan)</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_fairness.py" line="43"/>
        <location filename="../../app/models/outcome_people.py" line="139"/>
        <location filename="../../app/models/outcome_balance.py" line="59"/>
        <source>说明</source>
        <translation>Notes</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="141"/>
        <source>这个方案没有经费变化。</source>
        <translation>This scenario changes no money.</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="142"/>
        <source>只看没有计算的</source>
        <translation>Only not computed</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="148"/>
        <source>不含没有计算的 {count} 项</source>
        <translation>without {count} items that are not computed</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="154"/>
        <source>合计</source>
        <translation>Total</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="170"/>
        <source>本县自己的价格</source>
        <translation>the county&apos;s own price</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="172"/>
        <source>参考：{text}</source>
        <translation>For reference: {text}</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="188"/>
        <source>一次性 {one_off}，每年 {yearly}。岗位不折成钱，不计算回收期，不按省钱排序。</source>
        <translation>One-off {one_off}, yearly {yearly}. Posts are no money; no payback, no order by saving.</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="201"/>
        <source>没有计算（{count} 项缺单价或数据）</source>
        <translation>not computed ({count} items lack a price or data)</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="202"/>
        <location filename="../../app/models/outcome_closed.py" line="84"/>
        <source>{value} 万元</source>
        <translation>{value} × 10,000 yuan</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_people.py" line="203"/>
        <source>（不含 {count} 项）</source>
        <translation> (without {count} items)</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="50"/>
        <location filename="../../app/models/outcome_places.py" line="137"/>
        <location filename="../../app/models/outcome_balance.py" line="52"/>
        <location filename="../../app/outcome_words.py" line="51"/>
        <source>学校</source>
        <translation>School</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="51"/>
        <source>乡镇（街道）</source>
        <translation>Township</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="53"/>
        <location filename="../../app/models/outcome_places.py" line="139"/>
        <source>结论</source>
        <translation>Result</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="54"/>
        <source>靠它不超时</source>
        <translation>Kept within the limit</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="55"/>
        <source>现在不超时（含临界）、没有这所学校就超时或无路可达的学生</source>
        <translation>Pupils within the limit now (or borderline) who would be beyond it or without a way if the school closed</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="57"/>
        <source>理由</source>
        <translation>Reasons</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="58"/>
        <source>校车来不及</source>
        <translation>No bus in time</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="59"/>
        <source>教学点的走读生中，没有校车能在时限内送到别的学校的</source>
        <translation>Day pupils of a teaching point whom no bus brings to another school in time</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="60"/>
        <source>若不办，学生去</source>
        <translation>If closed, pupils go to</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="61"/>
        <source>还不知道</source>
        <translation>Not known yet</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="63"/>
        <source>逐所设想它停办：{stay} 所应当保留，{open} 所因数据不全不能定，共 {all} 所。</source>
        <translation>Each school thought closed: {stay} must stay, {open} cannot be told for lack of data, {all} in all.</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="69"/>
        <source>只看应当保留的</source>
        <translation>Only those to keep</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="75"/>
        <source>应当保留</source>
        <translation>must stay</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="77"/>
        <source>数据不全，不能定</source>
        <translation>cannot be told: data lacking</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="78"/>
        <source>可以研究</source>
        <translation>May be looked into</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="87"/>
        <source>{count} 人的路程</source>
        <translation>ways of {count} pupils</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="88"/>
        <source>{count} 人去处的学位</source>
        <translation>places for {count} pupils</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="89"/>
        <source>{count} 人去处的床位</source>
        <translation>beds for {count} pupils</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="96"/>
        <source>无校接收</source>
        <translation>no receiver</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="105"/>
        <source>{school}：{village} {pupils} 人，乘车 {ride}，时限 {limit}。</source>
        <translation>{school}: {village}, {pupils} pupils, ride {ride}, limit {limit}.</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="106"/>
        <source>无路可达</source>
        <translation>no way</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="138"/>
        <source>条件</source>
        <translation>Condition</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="141"/>
        <source>登记的取证</source>
        <translation>Evidence on record</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="142"/>
        <source>量得的数</source>
        <translation>Measured</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="143"/>
        <source>还要取证</source>
        <translation>Still to be shown</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="146"/>
        <source>{schools} 所学校、每所五条：通过 {passed}，不通过 {failed}，待取证 {pending}。</source>
        <translation>{schools} schools with five conditions each: {passed} passed, {failed} failed, {pending} to be shown.</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="152"/>
        <source>这个方案没有撤销或改变办学类型的学校。</source>
        <translation>This scenario closes or changes no school.</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="156"/>
        <source>只看没有通过的</source>
        <translation>Only those not passed</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_fairness.py" line="38"/>
        <location filename="../../app/models/outcome_balance.py" line="140"/>
        <source>指标</source>
        <translation>Figure</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_fairness.py" line="39"/>
        <source>范围</source>
        <translation>Where</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_fairness.py" line="40"/>
        <location filename="../../app/models/outcome_balance.py" line="144"/>
        <location filename="../../app/models/outcome_balance.py" line="169"/>
        <source>现状</source>
        <translation>Now</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_fairness.py" line="41"/>
        <location filename="../../app/models/outcome_balance.py" line="146"/>
        <location filename="../../app/models/outcome_balance.py" line="171"/>
        <source>方案</source>
        <translation>Scenario</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_fairness.py" line="42"/>
        <source>单位</source>
        <translation>Unit</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_fairness.py" line="45"/>
        <source>只看走读、路程已知的学生；基尼系数 0 为人人一样远，越大越不均。</source>
        <translation>Day pupils whose way is known; a Gini of 0 means all have the same way.</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_fairness.py" line="69"/>
        <source>单程时间的基尼系数</source>
        <translation>Gini of journey times</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_fairness.py" line="70"/>
        <source>单程距离的基尼系数</source>
        <translation>Gini of distances</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_fairness.py" line="76"/>
        <source>单程时间的标准差</source>
        <translation>Standard deviation of journey times</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_fairness.py" line="79"/>
        <source>方案下 {count} 名学生</source>
        <translation>{count} pupils in the scenario</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_fairness.py" line="83"/>
        <source>平均最远的乡镇</source>
        <translation>Township with the longest mean</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_fairness.py" line="104"/>
        <source>等 {count} 所</source>
        <translation> and others, {count} in all</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_fairness.py" line="107"/>
        <source>就近划片入学比例</source>
        <translation>Share in their zone</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_fairness.py" line="117"/>
        <source>数据里没有，不计算</source>
        <translation>not in the data, not computed</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_fairness.py" line="122"/>
        <source>另有 {count} 名学生没有填报是不是</source>
        <translation>{count} more pupils are not told to be or not</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_fairness.py" line="125"/>
        <source>按比例分到各条路，可能不是整数</source>
        <translation>Shared out in proportion, so maybe no whole numbers</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_fairness.py" line="141"/>
        <source>方案新分开 {pupils} 名学生的村；同胞可能分在两校（按总数推算）</source>
        <translation>Villages of {pupils} pupils newly split; siblings may be parted (estimated from totals)</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_fairness.py" line="144"/>
        <source>一村分去几校的村</source>
        <translation>Villages split among schools</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_fairness.py" line="146"/>
        <source>个</source>
        <translation>villages</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_fairness.py" line="151"/>
        <source>对口升学关系</source>
        <translation>Feeder links</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_fairness.py" line="151"/>
        <source>对</source>
        <translation>pairs</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="184"/>
        <source>县外或未安排</source>
        <translation>Outside or unassigned</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="196"/>
        <source>平均单程</source>
        <translation>mean journey</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="197"/>
        <source>最远单程</source>
        <translation>longest journey</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="198"/>
        <source>超时</source>
        <translation>over the limit</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="199"/>
        <source>寄宿</source>
        <translation>Boarding</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="200"/>
        <source>分流</source>
        <translation>Moved</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="201"/>
        <source>跨乡镇</source>
        <translation>Across townships</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="202"/>
        <source>要安排交通</source>
        <translation>Need transport</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="204"/>
        <source>乡镇按学生的家计；中心校按就读学校计，含它管理的学校和教学点。</source>
        <translation>Townships by the pupils&apos; home; central schools by school attended, with all that they manage.</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="205"/>
        <source>只看有分流的</source>
        <translation>Only with moved pupils</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="210"/>
        <source>现{title}</source>
        <translation>Now: {title}</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_places.py" line="211"/>
        <source>方案{title}</source>
        <translation>Scenario: {title}</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_balance.py" line="53"/>
        <location filename="../../app/models/outcome_balance.py" line="141"/>
        <location filename="../../app/models/outcome_balance.py" line="168"/>
        <source>学段</source>
        <translation>Stage</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_balance.py" line="55"/>
        <source>七项至少六项达标，其余不低于标准的 85 %</source>
        <translation>At least six of the seven met, the rest no lower than 85 % of the standard</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_balance.py" line="56"/>
        <source>达标项数</source>
        <translation>Items met</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_balance.py" line="61"/>
        <location filename="../../app/models/outcome_balance.py" line="157"/>
        <location filename="../../app/models/outcome_balance.py" line="182"/>
        <source>只看不达标、待补</source>
        <translation>Only unmet and missing</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_balance.py" line="89"/>
        <source>{name}。达到标准的为平常字色，低于标准的为红色，数据不全的标“待补”。</source>
        <translation>{name}. Plain: meets the standard; red: below it; incomplete data are “missing”.</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_balance.py" line="102"/>
        <source>推算：撤销学校的教师、设备未安置或教师分到几校，或本校改扩建</source>
        <translation>Estimated: teachers or equipment of closed schools are not placed, teachers are shared out among schools, or this school is built on</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_balance.py" line="108"/>
        <source>{stage}（{scope}）：达标 {met} / {schools} 所，待补 {missing} 所，{state}</source>
        <translation>{stage} ({scope}): {met} of {schools} meet, {missing} missing, {state}</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_balance.py" line="142"/>
        <source>口径</source>
        <translation>Scope</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_balance.py" line="143"/>
        <source>评估口径：前后各自参评的学校；同一批学校：前后都在办学的学校</source>
        <translation>As assessed: the schools that count on each side; same schools: those that teach on both</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_balance.py" line="148"/>
        <source>变化</source>
        <translation>Change</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_balance.py" line="149"/>
        <source>上限</source>
        <translation>Limit</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_balance.py" line="151"/>
        <source>学校数</source>
        <translation>Schools</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_balance.py" line="152"/>
        <source>缺数的学校</source>
        <translation>Schools without data</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_balance.py" line="154"/>
        <source>按学生数加权的校际差异系数。学校退出评估口径使系数下降，不算改善；请对照“同一批学校”。</source>
        <translation>Pupil-weighted coefficients of variation. A fall because schools leave the count is no improvement: compare “same schools”.</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_balance.py" line="167"/>
        <source>条目</source>
        <translation>Item</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_balance.py" line="173"/>
        <source>要求</source>
        <translation>Required</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_balance.py" line="175"/>
        <source>未达到的学校</source>
        <translation>Schools that fail</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_balance.py" line="176"/>
        <source>要补填的学校</source>
        <translation>Schools to fill in</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_balance.py" line="177"/>
        <source>依据</source>
        <translation>Rests on</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_balance.py" line="178"/>
        <source>条目号</source>
        <translation>Rule</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_balance.py" line="181"/>
        <source>能由数据算出的条目：达标 {met} 项，不达标 {unmet} 项，待补 {missing} 项。</source>
        <translation>Items that the data allow: {met} met, {unmet} not met, {missing} missing.</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_balance.py" line="208"/>
        <source>{share}的学校</source>
        <translation>{share} of schools</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_balance.py" line="224"/>
        <source>{shown}等 {count} 所</source>
        <translation>{shown} and others, {count} in all</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="13"/>
        <source>达标</source>
        <translation>met</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="14"/>
        <source>不达标</source>
        <translation>not met</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="15"/>
        <source>待补</source>
        <translation>missing</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="16"/>
        <source>不参评</source>
        <translation>not counted</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="20"/>
        <source>小学</source>
        <translation>Primary</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="21"/>
        <source>初中</source>
        <translation>Junior</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="22"/>
        <source>一贯制学校</source>
        <translation>Combined schools</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="23"/>
        <source>全部学段</source>
        <translation>All stages</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="26"/>
        <source>评估口径</source>
        <translation>as assessed</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="27"/>
        <source>同一批学校</source>
        <translation>same schools</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="30"/>
        <location filename="../../app/outcome_words.py" line="55"/>
        <source>没有学生</source>
        <translation>No pupils</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="31"/>
        <source>不属义务教育阶段评估的学校</source>
        <translation>Not a school that is assessed</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="32"/>
        <source>一贯制学校没有分学部填报</source>
        <translation>Combined school not reported by division</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="33"/>
        <source>不足 50 人的教学点</source>
        <translation>Teaching point under 50 pupils</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="34"/>
        <source>教学点（旧口径）</source>
        <translation>Teaching point (old rules)</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="35"/>
        <source>民办学校</source>
        <translation>Private school</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="39"/>
        <source>高学历教师</source>
        <translation>Qualified teachers</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="40"/>
        <source>骨干教师</source>
        <translation>Backbone teachers</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="41"/>
        <source>体艺教师</source>
        <translation>PE and arts teachers</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="42"/>
        <source>教学用房</source>
        <translation>Teaching area</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="43"/>
        <source>运动场馆</source>
        <translation>Sports area</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="44"/>
        <source>设备值</source>
        <translation>Equipment value</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="45"/>
        <source>多媒体教室</source>
        <translation>Multimedia rooms</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="48"/>
        <source>全域</source>
        <translation>Whole</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="49"/>
        <source>乡镇</source>
        <translation>Township</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="50"/>
        <source>中心校</source>
        <translation>Central school</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="52"/>
        <source>年度</source>
        <translation>Year</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="56"/>
        <source>生师比</source>
        <translation>by pupils</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="57"/>
        <source>班师比</source>
        <translation>per class</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="58"/>
        <source>最少人数</source>
        <translation>least number</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="59"/>
        <source>班数未知</source>
        <translation>classes unknown</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="60"/>
        <source>民办，不核编</source>
        <translation>private, no posts</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="64"/>
        <source>够</source>
        <translation>enough</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="66"/>
        <source>够（班师比待核）</source>
        <translation>enough (ratio per class unverified)</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="67"/>
        <source>未知</source>
        <translation>unknown</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="71"/>
        <source>每年</source>
        <translation>Yearly</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="72"/>
        <source>一次性</source>
        <translation>One-off</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="75"/>
        <source>留守儿童</source>
        <translation>Left-behind children</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="76"/>
        <source>随迁子女</source>
        <translation>Migrant children</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="77"/>
        <source>残疾学生</source>
        <translation>Disabled pupils</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="80"/>
        <source>通过</source>
        <translation>passed</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="81"/>
        <source>不通过</source>
        <translation>failed</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="82"/>
        <source>待取证</source>
        <translation>to be shown</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="83"/>
        <source>多数家长同意</source>
        <translation>Most parents agree</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="84"/>
        <source>公示、听证</source>
        <translation>Notice and hearing</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="85"/>
        <source>上学的路与交通</source>
        <translation>Ways and transport</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="86"/>
        <source>寄宿与供餐</source>
        <translation>Boarding and meals</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="87"/>
        <source>接收学校的班额与规模</source>
        <translation>Class and school size of receivers</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="90"/>
        <source>国家</source>
        <translation>national</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="91"/>
        <source>省</source>
        <translation>province</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="92"/>
        <source>市</source>
        <translation>city</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="93"/>
        <source>本县</source>
        <translation>own county</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="97"/>
        <source>红色预警</source>
        <translation>red</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="98"/>
        <source>橙色预警</source>
        <translation>orange</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="99"/>
        <source>黄色预警</source>
        <translation>yellow</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="100"/>
        <source>学位未知</source>
        <translation>places unknown</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="104"/>
        <source>有人新超时</source>
        <translation>some newly over</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="105"/>
        <source>有得有失</source>
        <translation>mixed</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="106"/>
        <source>更远</source>
        <translation>farther</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="107"/>
        <source>有人不再超时</source>
        <translation>some no longer over</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="108"/>
        <source>更近</source>
        <translation>nearer</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="109"/>
        <source>换校，路程相当</source>
        <translation>moved, same way</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="110"/>
        <source>不变</source>
        <translation>unchanged</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="111"/>
        <source>路程未知</source>
        <translation>way unknown</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="114"/>
        <source>分</source>
        <translation>min</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="115"/>
        <source>秒</source>
        <translation>s</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="119"/>
        <source>分流表</source>
        <translation>diversion table</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="120"/>
        <source>学校表</source>
        <translation>table of schools</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="121"/>
        <source>各校年级表</source>
        <translation>table of grades</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="122"/>
        <source>七项指标</source>
        <translation>Seven indicators</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_closed.py" line="47"/>
        <source>撤销、停办的学校</source>
        <translation>Closed school</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_closed.py" line="48"/>
        <source>内容</source>
        <translation>What</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_closed.py" line="50"/>
        <source>去向</source>
        <translation>Goes to</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_closed.py" line="53"/>
        <source>只看没有去向的</source>
        <translation>Only without a place</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_closed.py" line="59"/>
        <source>（教职工数按教师的比例推算）</source>
        <translation> (staff estimated in the share of teachers)</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_closed.py" line="61"/>
        <location filename="../../app/models/outcome_closed.py" line="71"/>
        <location filename="../../app/outcome_words.py" line="123"/>
        <source>教职工</source>
        <translation>Staff</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_closed.py" line="75"/>
        <source>专任教师 {teachers}，教职工 {staff}</source>
        <translation>teachers {teachers}, staff {staff}</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_closed.py" line="86"/>
        <source>设备</source>
        <translation>Equipment</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_closed.py" line="87"/>
        <source>建筑面积 {floor} ㎡，教室 {rooms} 间，床位 {beds} 张</source>
        <translation>floor area {floor} m², {rooms} classrooms, {beds} beds</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_closed.py" line="93"/>
        <source>没有写明用途</source>
        <translation>no use told</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_closed.py" line="94"/>
        <source>校舍</source>
        <translation>Premises</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_closed.py" line="107"/>
        <source>这个方案没有撤销、停办的学校。</source>
        <translation>This scenario closes no school.</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_closed.py" line="110"/>
        <source>撤销、停办 {schools} 所：专任教师有去向 {placed}，未安置 {unplaced}</source>
        <translation>{schools} schools close: teachers placed {placed}, not placed {unplaced}</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_closed.py" line="116"/>
        <source>设备没有去向 {count} 所</source>
        <translation>equipment without a place at {count} schools</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_closed.py" line="117"/>
        <source>校舍用途没有写明 {count} 所</source>
        <translation>no use told of the premises of {count} schools</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_closed.py" line="118"/>
        <source>没有填报专任教师 {count} 所，不计</source>
        <translation>{count} schools that did not report teachers are left out</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_closed.py" line="122"/>
        <source>；</source>
        <translation>; </translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_closed.py" line="122"/>
        <source>。</source>
        <translation>.</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_closed.py" line="127"/>
        <source>去向写在学校卡片的决定里（更多：教师、校产去向）。</source>
        <translation>Where they go is told in the decision on the card of the school (More: teachers, property).</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_closed.py" line="128"/>
        <source>没有写明去向的教职工、设备不计入任何学校；有去向的计入接收学校。</source>
        <translation>Staff and equipment without a place count for no school; those placed count where they go.</translation>
    </message>
    <message>
        <location filename="../../app/models/outcome_closed.py" line="129"/>
        <source>校舍、场地留在原处，不随学生转移。</source>
        <translation>Buildings and grounds stay where they are; they do not move with the pupils.</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="124"/>
        <source>经费影响</source>
        <translation>Money</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="125"/>
        <source>居民点汇总</source>
        <translation>sums by village</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="126"/>
        <source>乡镇汇总</source>
        <translation>Sums by township</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="127"/>
        <source>中心校汇总</source>
        <translation>Sums by central school</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="128"/>
        <source>路程指标</source>
        <translation>journeys</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="129"/>
        <source>四项要数</source>
        <translation>the four figures</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="130"/>
        <source>学校与学生</source>
        <translation>schools and pupils</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="131"/>
        <source>撤并条件</source>
        <translation>Conditions</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="132"/>
        <source>公平性</source>
        <translation>Fairness</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="133"/>
        <source>必须保留</source>
        <translation>Must stay</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="134"/>
        <source>保障程度</source>
        <translation>County items</translation>
    </message>
    <message>
        <location filename="../../app/outcome_words.py" line="139"/>
        <source>待核</source>
        <translation>unverified</translation>
    </message>
</context>
<context>
    <name>promise_shapes</name>
    <message>
        <location filename="../../app/models/promise_shapes.py" line="35"/>
        <source>、</source>
        <translation>, </translation>
    </message>
    <message>
        <location filename="../../app/models/promise_shapes.py" line="42"/>
        <source>不得跨越：{name}</source>
        <translation>Not to be crossed: {name}</translation>
    </message>
    <message>
        <location filename="../../app/models/promise_shapes.py" line="43"/>
        <source>约束的村：{names}</source>
        <translation>Binds: {names}</translation>
    </message>
    <message>
        <location filename="../../app/models/promise_shapes.py" line="50"/>
        <source>须去同一所学校：{names}</source>
        <translation>Same school for: {names}</translation>
    </message>
</context>
<context>
    <name>proposal</name>
    <message>
        <location filename="../../app/models/proposal_words.py" line="52"/>
        <source>还没有找到可行的安排。</source>
        <translation>Nothing possible found yet.</translation>
    </message>
    <message>
        <location filename="../../app/models/proposal_words.py" line="53"/>
        <source>已找到：{measure} {value}</source>
        <translation>Found: {measure} {value}</translation>
    </message>
    <message>
        <location filename="../../app/models/proposal_words.py" line="57"/>
        <source>；还不知道离最好有多远。</source>
        <translation>; how far from best is not known yet.</translation>
    </message>
    <message>
        <location filename="../../app/models/proposal_words.py" line="60"/>
        <source>；离理论最好至多差 {percent}（约 {amount}）。</source>
        <translation>; at most {percent} from the theoretical best (about {amount}).</translation>
    </message>
    <message>
        <location filename="../../app/models/proposal_words.py" line="70"/>
        <source>停止时还没有找到可行的安排。</source>
        <translation>Nothing possible had been found when it was stopped.</translation>
    </message>
    <message>
        <location filename="../../app/models/proposal_words.py" line="72"/>
        <source>已停止，下面是停止前找到的。</source>
        <translation>Stopped; this was found before. </translation>
    </message>
    <message>
        <location filename="../../app/models/proposal_words.py" line="73"/>
        <source>时间到，下面是到时为止找到的。</source>
        <translation>Time is up; this was found until then. </translation>
    </message>
    <message>
        <location filename="../../app/models/proposal_words.py" line="106"/>
        <source>{why} {count} 所</source>
        <translation>{why}: {count}</translation>
    </message>
    <message>
        <location filename="../../app/models/proposal_words.py" line="111"/>
        <source>不在候选之内：{reasons}。</source>
        <translation>Not among the candidates: {reasons}.</translation>
    </message>
    <message>
        <location filename="../../app/models/proposal_words.py" line="112"/>
        <location filename="../../app/models/proposal_words.py" line="137"/>
        <location filename="../../app/models/proposal_words.py" line="148"/>
        <source>；</source>
        <translation>; </translation>
    </message>
    <message>
        <location filename="../../app/models/proposal_words.py" line="141"/>
        <source>与测算方案比：{changes}。</source>
        <translation>Against the proposal it {changes}.</translation>
    </message>
    <message>
        <location filename="../../app/models/proposal_words.py" line="140"/>
        <source>各项都一样。</source>
        <translation>All the same in every measure.</translation>
    </message>
    <message>
        <location filename="../../app/models/proposal_words.py" line="179"/>
        <source>{school}：{decision}</source>
        <translation>{school}: {decision}</translation>
    </message>
    <message>
        <location filename="../../app/models/proposal_words.py" line="189"/>
        <source>、</source>
        <translation>, </translation>
    </message>
    <message>
        <location filename="../../app/models/proposal_words.py" line="190"/>
        <source>去 {schools}</source>
        <translation>to {schools}</translation>
    </message>
</context>
<context>
    <name>road_edits</name>
    <message>
        <location filename="../../app/models/road_edits.py" line="84"/>
        <source>没有接上路</source>
        <translation>joins no road</translation>
    </message>
    <message>
        <location filename="../../app/models/road_edits.py" line="86"/>
        <source>没有对到路</source>
        <translation>meets no road</translation>
    </message>
    <message>
        <location filename="../../app/models/road_edits.py" line="100"/>
        <source>人车都不通</source>
        <translation>nobody passes</translation>
    </message>
    <message>
        <location filename="../../app/models/road_edits.py" line="101"/>
        <source>只封行人</source>
        <translation>closed on foot only</translation>
    </message>
    <message>
        <location filename="../../app/models/road_edits.py" line="101"/>
        <source>只封车辆</source>
        <translation>closed to vehicles only</translation>
    </message>
    <message>
        <location filename="../../app/models/road_edits.py" line="103"/>
        <source>只能步行</source>
        <translation>on foot only</translation>
    </message>
    <message>
        <location filename="../../app/models/road_edits.py" line="103"/>
        <source>只能行车</source>
        <translation>vehicles only</translation>
    </message>
    <message>
        <location filename="../../app/models/road_edits.py" line="114"/>
        <source>长期</source>
        <translation>for good</translation>
    </message>
    <message>
        <location filename="../../app/models/road_edits.py" line="120"/>
        <source>路变远 {pupils}</source>
        <translation>longer way for {pupils}</translation>
    </message>
    <message>
        <location filename="../../app/models/road_edits.py" line="121"/>
        <source>路变近 {pupils}</source>
        <translation>shorter way for {pupils}</translation>
    </message>
    <message>
        <location filename="../../app/models/road_edits.py" line="122"/>
        <source>无路可走 {pupils}</source>
        <translation>no way for {pupils}</translation>
    </message>
    <message>
        <location filename="../../app/models/road_edits.py" line="123"/>
        <source>新通路 {pupils}</source>
        <translation>a way at last for {pupils}</translation>
    </message>
    <message>
        <location filename="../../app/models/road_edits.py" line="129"/>
        <source>留在原校的走读学生，路程都没有变。</source>
        <translation>Day pupils who stay at their school have the same ways as before.</translation>
    </message>
    <message>
        <location filename="../../app/models/road_edits.py" line="130"/>
        <source>留在原校的走读学生：{changes}</source>
        <translation>Day pupils who stay at their school: {changes}</translation>
    </message>
    <message>
        <location filename="../../app/models/road_edits.py" line="131"/>
        <source>、</source>
        <translation>, </translation>
    </message>
    <message>
        <location filename="../../app/models/road_edits.py" line="159"/>
        <source>没有起作用</source>
        <translation>does nothing</translation>
    </message>
    <message>
        <location filename="../../app/models/road_edits.py" line="161"/>
        <source>{season}，未计</source>
        <translation>{season}, not counted</translation>
    </message>
    <message>
        <location filename="../../app/models/road_edits.py" line="164"/>
        <source>只在{season}有效，现在的数没有算它</source>
        <translation>Holds only in {season}; not counted in the figures shown</translation>
    </message>
</context>
<context>
    <name>tables</name>
    <message>
        <location filename="../../app/models/tables.py" line="176"/>
        <source>；或</source>
        <translation>; or </translation>
    </message>
</context>
<context>
    <name>travel</name>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="18"/>
        <location filename="../../app/models/travel_parameters.py" line="63"/>
        <source>步行</source>
        <translation>On foot</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="19"/>
        <source>校车</source>
        <translation>School bus</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="20"/>
        <source>公交</source>
        <translation>Public bus</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="21"/>
        <source>接送：电动自行车</source>
        <translation>Escort: e-bike</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="22"/>
        <source>接送：小汽车</source>
        <translation>Escort: car</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="23"/>
        <source>自行车</source>
        <translation>Bicycle</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="24"/>
        <source>路面</source>
        <translation>Surface</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="25"/>
        <source>实测步行</source>
        <translation>Measured walks</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="28"/>
        <source>从村点、校门到最近道路的直线段也按步行速度走；超过接入距离，或要穿过河流等阻隔，即为无路可接。</source>
        <translation>The straight approach from village or gate to the nearest road is walked at this speed, too; beyond the approach limit, or across a river or another barrier, there is no way.</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="32"/>
        <source>校车时间 = 步行到上车点 + 候车 + 行驶 × 绕行系数 + 停站 × 站数 + 下车步行。行驶速度不得高于法定限速；没有列出的道路等级，校车不走。</source>
        <translation>School bus = walk to the stop + wait + ride × detour factor + dwell × stops + walk from the stop. Never above the legal limit; classes not listed are not used.</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="37"/>
        <source>公交时间 = 步行到站 + 候车 + 按时刻表乘车 + 步行到校；步行速度与校车相同。</source>
        <translation>Public bus = walk to the stop + wait + ride by timetable + walk to school; walked as to the school bus.</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="40"/>
        <location filename="../../app/models/travel_parameters.py" line="41"/>
        <source>只列出，不算作上学的办法。</source>
        <translation>Reported only, never counted as a way to school.</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="42"/>
        <source>走能步行的路，遵守单行。只列出，不算作上学的办法。</source>
        <translation>Goes where one may walk, keeps one-way rules. Reported only, never counted as a way to school.</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="43"/>
        <source>速度 = 该等级道路的速度 × 此比例；没有写路面的，不折减。</source>
        <translation>Speed = speed of the road class × this share; roads without a surface are not slowed.</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="44"/>
        <source>现场实测的步行时间按走的人的步速换算到各学段；只用于没有人行路的路网。</source>
        <translation>Walks measured in the field are converted at the pace of who walked; only on networks without footpaths.</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="49"/>
        <source>步行速度，1—3年级</source>
        <translation>Walking speed, grades 1–3</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="50"/>
        <source>步行速度，4—6年级</source>
        <translation>Walking speed, grades 4–6</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="51"/>
        <source>步行速度，7—9年级</source>
        <translation>Walking speed, grades 7–9</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="52"/>
        <source>接入距离</source>
        <translation>Approach limit</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="53"/>
        <source>两端的步行速度</source>
        <translation>Walking speed at both ends</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="54"/>
        <source>候车</source>
        <translation>Wait</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="55"/>
        <source>每站停靠</source>
        <translation>Dwell per stop</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="56"/>
        <source>沿途停靠</source>
        <translation>Stops on the way</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="57"/>
        <source>绕行系数</source>
        <translation>Detour factor</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="58"/>
        <source>行驶速度</source>
        <translation>Running speed</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="59"/>
        <source>法定限速</source>
        <translation>Legal limit</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="60"/>
        <source>危险路段限速</source>
        <translation>Limit on dangerous stretches</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="61"/>
        <source>最低年级</source>
        <translation>Lowest grade</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="62"/>
        <source>行车</source>
        <translation>Vehicles</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="64"/>
        <source>候车占发车间隔</source>
        <translation>Wait over headway</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="65"/>
        <source>没有注明由谁走时的步速</source>
        <translation>Pace where nobody has said who walked</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="66"/>
        <source>成人的步速</source>
        <translation>Pace of an adult</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="69"/>
        <source>高速公路匝道</source>
        <translation>motorway link</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="70"/>
        <source>国省干线匝道</source>
        <translation>trunk link</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="71"/>
        <source>主要公路匝道</source>
        <translation>primary link</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="72"/>
        <source>次要公路匝道</source>
        <translation>secondary link</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="73"/>
        <source>县乡道匝道</source>
        <translation>tertiary link</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="74"/>
        <source>生活街区道路</source>
        <translation>living street</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="75"/>
        <source>未分等级的路</source>
        <translation>road of unknown class</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="76"/>
        <source>自行车道</source>
        <translation>cycleway</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="77"/>
        <source>步行街</source>
        <translation>pedestrian street</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="78"/>
        <source>马道</source>
        <translation>bridleway</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="79"/>
        <source>台阶</source>
        <translation>steps</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="80"/>
        <source>其他道路</source>
        <translation>other roads</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="83"/>
        <source>沥青</source>
        <translation>asphalt</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="84"/>
        <source>水泥</source>
        <translation>concrete</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="85"/>
        <source>已硬化</source>
        <translation>paved</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="86"/>
        <source>碎石封层</source>
        <translation>chip seal</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="87"/>
        <source>水泥板</source>
        <translation>concrete plates</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="88"/>
        <source>水泥车辙带</source>
        <translation>concrete lanes</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="89"/>
        <source>铺路砖</source>
        <translation>paving stones</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="90"/>
        <source>砖</source>
        <translation>bricks</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="91"/>
        <source>块石</source>
        <translation>sett</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="92"/>
        <source>铺石</source>
        <translation>cobblestone</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="93"/>
        <source>毛石</source>
        <translation>unhewn cobblestone</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="94"/>
        <source>钢板</source>
        <translation>metal</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="95"/>
        <source>木板</source>
        <translation>wood</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="96"/>
        <source>压实土石</source>
        <translation>compacted</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="97"/>
        <source>细砂石</source>
        <translation>fine gravel</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="98"/>
        <source>砂石</source>
        <translation>gravel</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="99"/>
        <source>卵石</source>
        <translation>pebblestone</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="100"/>
        <source>未硬化</source>
        <translation>unpaved</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="101"/>
        <source>土路</source>
        <translation>dirt</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="102"/>
        <source>泥土</source>
        <translation>earth</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="103"/>
        <source>天然地面</source>
        <translation>ground</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="104"/>
        <source>黏土</source>
        <translation>clay</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="105"/>
        <source>植草砖</source>
        <translation>grass paver</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="106"/>
        <source>草地</source>
        <translation>grass</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="107"/>
        <source>岩石</source>
        <translation>rock</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="108"/>
        <source>石块</source>
        <translation>stone</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="109"/>
        <source>泥泞</source>
        <translation>mud</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="110"/>
        <source>沙</source>
        <translation>sand</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="113"/>
        <source>秒</source>
        <translation>s</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="114"/>
        <source>站</source>
        <translation>stops</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="115"/>
        <source>倍</source>
        <translation>times</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="116"/>
        <source>年级</source>
        <translation>grade</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="117"/>
        <source>比例</source>
        <translation>share</translation>
    </message>
    <message>
        <location filename="../../app/models/travel_parameters.py" line="193"/>
        <source>{what}：{where}</source>
        <translation>{what}: {where}</translation>
    </message>
</context>
<context>
    <name>why</name>
    <message>
        <location filename="../../app/models/why.py" line="113"/>
        <source>未知</source>
        <translation>unknown</translation>
    </message>
    <message>
        <location filename="../../app/models/why.py" line="117"/>
        <source>否</source>
        <translation>no</translation>
    </message>
    <message>
        <location filename="../../app/models/why.py" line="119"/>
        <source>{minutes} 分（{seconds} 秒）</source>
        <translation>{minutes} min ({seconds} s)</translation>
    </message>
    <message>
        <location filename="../../app/models/why.py" line="146"/>
        <source>{table}逐行相加</source>
        <translation>rows of the {table} added up</translation>
    </message>
    <message>
        <location filename="../../app/models/why.py" line="146"/>
        <source>{table}中最大的</source>
        <translation>largest of the {table}</translation>
    </message>
    <message>
        <location filename="../../app/models/why.py" line="149"/>
        <source>学校台账：{column}</source>
        <translation>Ledger of schools: {column}</translation>
    </message>
    <message>
        <location filename="../../app/models/why.py" line="153"/>
        <source>本次测算</source>
        <translation>this evaluation</translation>
    </message>
    <message>
        <location filename="../../app/models/why.py" line="183"/>
        <source>核验等级 {grade}</source>
        <translation>verification {grade}</translation>
    </message>
    <message>
        <location filename="../../app/models/why.py" line="190"/>
        <source>参数</source>
        <translation>Parameter</translation>
    </message>
</context>
<context>
    <name>winners</name>
    <message>
        <location filename="../../app/models/winners.py" line="61"/>
        <source>县外</source>
        <translation>outside</translation>
    </message>
    <message>
        <location filename="../../app/models/winners.py" line="71"/>
        <source>居民点</source>
        <translation>Village</translation>
    </message>
    <message>
        <location filename="../../app/models/winners.py" line="72"/>
        <source>乡镇（街道）</source>
        <translation>Township</translation>
    </message>
    <message>
        <location filename="../../app/models/winners.py" line="73"/>
        <source>得失</source>
        <translation>Effect</translation>
    </message>
    <message>
        <location filename="../../app/models/winners.py" line="74"/>
        <source>学生</source>
        <translation>Pupils</translation>
    </message>
    <message>
        <location filename="../../app/models/winners.py" line="75"/>
        <source>更远</source>
        <translation>farther</translation>
    </message>
    <message>
        <location filename="../../app/models/winners.py" line="76"/>
        <source>更近</source>
        <translation>nearer</translation>
    </message>
    <message>
        <location filename="../../app/models/winners.py" line="77"/>
        <source>新超时</source>
        <translation>Newly over</translation>
    </message>
    <message>
        <location filename="../../app/models/winners.py" line="78"/>
        <source>超时或无路可达，对照方案里不是</source>
        <translation>Over the limit or without a way, and not in the other scenario</translation>
    </message>
    <message>
        <location filename="../../app/models/winners.py" line="79"/>
        <source>不再超时</source>
        <translation>No longer over</translation>
    </message>
    <message>
        <location filename="../../app/models/winners.py" line="80"/>
        <source>换了学校</source>
        <translation>Moved</translation>
    </message>
    <message>
        <location filename="../../app/models/winners.py" line="81"/>
        <source>新寄宿</source>
        <translation>New boarders</translation>
    </message>
    <message>
        <location filename="../../app/models/winners.py" line="82"/>
        <source>平均增减</source>
        <translation>Mean change</translation>
    </message>
    <message>
        <location filename="../../app/models/winners.py" line="83"/>
        <source>最多增加</source>
        <translation>Most added</translation>
    </message>
    <message>
        <location filename="../../app/models/winners.py" line="88"/>
        <source>{minutes} 分</source>
        <translation>{minutes} min</translation>
    </message>
    <message>
        <location filename="../../app/models/winners.py" line="94"/>
        <source>更远 {longer_pupils} 人，更近 {shorter_pupils} 人；新超时 {over_new_pupils} 人，不再超时 {over_cured_pupils} 人；有人受损的村 {losing_villages} 个，有人受益的村 {gaining_villages} 个。相差 {minutes} 分以内算一样。</source>
        <translation>{longer_pupils} pupils farther, {shorter_pupils} nearer; {over_new_pupils} newly over the limit, {over_cured_pupils} no longer; {losing_villages} villages have losers, {gaining_villages} have winners. Up to {minutes} min counts as the same.</translation>
    </message>
</context>
</TS>
