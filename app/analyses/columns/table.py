"""The columns of all results: one title, unit and number of decimals each, for every door."""

from app.analyses.columns.access import access_columns
from app.analyses.columns.network import network_columns
from app.analyses.columns.parks import park_class_columns
from app.analyses.ground.model import Columns, ResultColumn
from layers.text import Text


def _share(zh: str, en: str) -> ResultColumn:
    return ResultColumn(Text(zh, en), "%", 1, share=True)


def _area(zh: str, en: str) -> ResultColumn:
    return ResultColumn(Text(zh, en), "m2", 0)


def _people(zh: str, en: str) -> ResultColumn:
    return ResultColumn(Text(zh, en), "person", 0)


def _distance(zh: str, en: str) -> ResultColumn:
    return ResultColumn(Text(zh, en), "m", 0)


def _per_person(zh: str, en: str) -> ResultColumn:
    return ResultColumn(Text(zh, en), "m2/person", 2)


def _plain(zh: str, en: str) -> ResultColumn:
    return ResultColumn(Text(zh, en))


COLUMNS: Columns = {
    "id": _plain("编号", "Id"),
    "name": _plain("名称", "Name"),
    "area_m2": _area("面积", "Area"),
    "covered_area_m2": _area("覆盖面积", "Covered area"),
    "area_share": _share("面积覆盖率", "Share of area covered"),
    "covered_area_m2_low": _area("覆盖面积下限", "Covered area, at least"),
    "covered_area_m2_high": _area("覆盖面积上限", "Covered area, at most"),
    "area_share_low": _share("面积覆盖率下限", "Share of area covered, at least"),
    "area_share_high": _share("面积覆盖率上限", "Share of area covered, at most"),
    "population": _people("人口", "Population"),
    "covered_population": _people("覆盖人口", "Covered population"),
    "population_share": _share("人口覆盖率", "Share of population covered"),
    "covered_population_low": _people("覆盖人口下限", "Covered population, at least"),
    "covered_population_high": _people("覆盖人口上限", "Covered population, at most"),
    "population_share_low": _share("人口覆盖率下限", "Share of population covered, at least"),
    "population_share_high": _share("人口覆盖率上限", "Share of population covered, at most"),
    "residential_area_m2": _area("居住用地面积", "Residential land"),
    "covered_residential_m2": _area("覆盖居住用地", "Covered residential land"),
    "residential_share": _share("居住用地覆盖率", "Share of residential land covered"),
    "covered_residential_m2_low": _area("覆盖居住用地下限", "Covered residential land, at least"),
    "covered_residential_m2_high": _area("覆盖居住用地上限", "Covered residential land, at most"),
    "residential_share_low": _share(
        "居住用地覆盖率下限", "Share of residential land covered, at least"
    ),
    "residential_share_high": _share(
        "居住用地覆盖率上限", "Share of residential land covered, at most"
    ),
    "facilities_inside": ResultColumn(Text("区内设施数", "Facilities inside"), "", 0),
    "nearest_m": _distance("到最近设施的距离", "Distance to the nearest"),
    "facilities_counted": ResultColumn(Text("计入的设施数", "Facilities counted"), "", 0),
    "facilities_outside": ResultColumn(Text("其中在区域外", "Of these outside the area"), "", 0),
    "presence_rate": _share("设施拥有率", "Share of communities with one"),
    "nearest_m_p50": _distance("最近距离中位数", "Nearest, median"),
    "nearest_m_p75": _distance("最近距离第75百分位", "Nearest, 75th percentile"),
    "nearest_m_p90": _distance("最近距离第90百分位", "Nearest, 90th percentile"),
    "nearest_m_p95": _distance("最近距离第95百分位", "Nearest, 95th percentile"),
    "nearest_m_max": _distance("最近距离最大值", "Nearest, greatest"),
    "places": ResultColumn(Text("人口地点数", "Places of people"), "", 0),
    "places_covered": ResultColumn(Text("覆盖地点数", "Places covered"), "", 0),
    "places_share": _share("地点覆盖率", "Share of places covered"),
    "places_covered_low": ResultColumn(Text("覆盖地点数下限", "Places covered, at least"), "", 0),
    "places_covered_high": ResultColumn(Text("覆盖地点数上限", "Places covered, at most"), "", 0),
    "places_share_low": _share("地点覆盖率下限", "Share of places covered, at least"),
    "places_share_high": _share("地点覆盖率上限", "Share of places covered, at most"),
    **network_columns(),
    "unattached_population": _people("远离道路的人口", "People far from any street"),
    "unreached_population": _people("无法到达任何一处的人口", "People who get to none"),
    "places_unattached": ResultColumn(
        Text("远离道路的地点数", "Places far from any street"), "", 0
    ),
    "facilities_unattached": ResultColumn(
        Text("远离道路的设施数", "Facilities far from any street"), "", 0
    ),
    "facilities_ignored": ResultColumn(
        Text("范围外未计入的设施数", "Facilities out of reach"), "", 0
    ),
    "detour_index": ResultColumn(Text("绕行系数", "Detour index"), "", 2),
    "ground_spacing_m": _distance("用地采样间距", "Spacing of points for land"),
    "green_area_m2": _area("绿地面积", "Green area"),
    "green_ratio": _share("绿地率", "Share of green"),
    "parks_inside": ResultColumn(Text("公园数", "Parks"), "", 0),
    "park_area_m2": _area("公园面积", "Park area"),
    **park_class_columns(),
    "parks": ResultColumn(Text("公园数", "Parks"), "", 0),
    "min_m2": _area("面积下限（含）", "Smallest area, included"),
    "max_m2": _area("面积上限（不含）", "Largest area, excluded"),
    "radius_m": _distance("服务半径", "Radius"),
    "parks_outside": ResultColumn(Text("区域外的公园数", "Parks outside the area"), "", 0),
    "parks_closed": ResultColumn(Text("没有出入口的公园数", "Parks without an entrance"), "", 0),
    "parks_unreached": ResultColumn(Text("无人可达的公园数", "Parks in nobody's reach"), "", 0),
    "edge_error_m": ResultColumn(Text("服务范围边线误差", "Error of drawn reach"), "m", 3),
    "spacing_m": ResultColumn(Text("取样间距", "Spacing of sample points"), "m", 1),
    "canopy_ratio": _share("绿化覆盖率", "Green cover"),
    "canopy_ratio_low": _share("绿化覆盖率下限", "Green cover, at least"),
    "canopy_ratio_high": _share("绿化覆盖率上限", "Green cover, at most"),
    "valid_share": _share("有数值的面积占比", "Share with a value"),
    "way": _plain("口径", "Account"),
    "boundary_m2": _area("界内绿地", "Green inside the border"),
    "share_m2": _area("分摊绿地", "Green shared around"),
    "reach_m2": _area("可达绿地", "Green within reach"),
    "boundary_per_person_m2": _per_person("人均绿地（界内）", "Per person, inside the border"),
    "share_per_person_m2": _per_person("人均绿地（分摊）", "Per person, shared around"),
    "green_per_capita_catchment": _per_person("人均可达绿地", "Per person, within reach"),
    "without_green": _people("范围内没有绿地的人口", "People without green in reach"),
    "without_green_share": _share("无可达绿地人口占比", "Share without green in reach"),
    "union_m2": _area("绿地合并面积", "Union of the green"),
    "assigned_m2": _area("已归属", "Assigned"),
    "counted_twice_m2": _area("重复计入", "Counted twice"),
    "unassigned_m2": _area("未归属", "Not assigned"),
    "difference_m2": ResultColumn(Text("差额", "Difference"), "m2", 6),
    "population_resident": _people("常住人口", "Resident population"),
    "population_registered": _people("户籍人口", "Registered population"),
    "green_per_resident_m2": _per_person("人均绿地（常住）", "Green per resident"),
    "green_per_registered_m2": _per_person("人均绿地（户籍）", "Green per registered person"),
    "rule": _plain("规则", "Rule"),
    "clause": _plain("条款", "Clause"),
    "certainty": _plain("可靠程度", "Certainty"),
    "measured": ResultColumn(Text("实测", "Measured"), "", 3),
    "required": ResultColumn(Text("要求", "Required"), "", 3),
    "unit": _plain("单位", "Unit"),
    "met": _plain("是否达标", "Met"),
    "shortfall": ResultColumn(Text("缺口", "Shortfall"), "", 3),
    "reason": _plain("说明", "Reason"),
    "cause": _plain("成因", "Cause"),
    "cause_zh": _plain("成因", "Cause (Chinese)"),
    "cause_en": _plain("成因（英文）", "Cause"),
    "none": ResultColumn(Text("成因：没有设施", "Because there is none"), "", 0),
    "too_far": ResultColumn(Text("成因：距离过远", "Because too far"), "", 0),
    "too_small": ResultColumn(Text("成因：规模不足", "Because too small or too few"), "", 0),
    "too_large": ResultColumn(
        Text("成因：公园属更大一级", "Because parks are of a larger class"), "", 0
    ),
    "uncovered_population": _people("未覆盖人口", "People who lack a service"),
    "vulnerability": ResultColumn(Text("脆弱性系数", "Vulnerability"), "", 2),
    "composite": ResultColumn(Text("综合缺口", "Composite gap"), "", 3),
    "score": ResultColumn(Text("优先度得分", "Score"), "person", 0),
    "rank": ResultColumn(Text("位次", "Rank"), "", 0),
    "rank_best": ResultColumn(Text("试算最前位次", "Best rank seen"), "", 0),
    "rank_worst": ResultColumn(Text("试算最后位次", "Worst rank seen"), "", 0),
    "rank_best_possible": ResultColumn(Text("位次下界", "Never before"), "", 0),
    "rank_worst_possible": ResultColumn(Text("位次上界", "Never behind"), "", 0),
    "top_share": _share("位列前茅的权重比例", "Weightings among the first"),
    "rules_failed": ResultColumn(Text("未达标规则数", "Rules failed"), "", 0),
    "rules_unknown": ResultColumn(Text("未计量规则数", "Rules not measured"), "", 0),
    "main_gap": _plain("主要缺口", "Main gap"),
    "main_gap_zh": _plain("主要缺口", "Main gap (Chinese)"),
    "main_gap_en": _plain("主要缺口（英文）", "Main gap"),
    "always_among_the_first": ResultColumn(Text("始终位列前茅", "Always among the first"), "", 0),
    "never_among_the_first": ResultColumn(Text("从未位列前茅", "Never among the first"), "", 0),
    "too_far_m": _distance("超出服务半径", "Too far by"),
    "title_zh": _plain("项目", "Item (Chinese)"),
    "title_en": _plain("项目（英文）", "Item"),
    "stated": _plain("规划所述", "Stated by the plan"),
    "computed": _plain("数据得出", "Computed from the data"),
    "consistent": _plain("是否一致", "Consistent"),
    "reason_zh": _plain("原因", "Reason (Chinese)"),
    "reason_en": _plain("原因（英文）", "Reason"),
    "access_per_1000": ResultColumn(
        Text("每千人可获得的服务量", "Access per 1,000 people"), "per_1000", 3
    ),
    "opportunities": ResultColumn(Text("可达的服务量", "Opportunities in reach"), "", 2),
    **access_columns(),
    "people_off_streets": _people("远离道路的人口", "People off the streets"),
    "facilities_per_1000": ResultColumn(
        Text("每千人设施数", "Facilities per 1,000 people"), "per_1000", 3
    ),
    "green_per_person_m2": _per_person("人均绿地", "Green per person"),
    "location_quotient": ResultColumn(Text("区位商", "Location quotient"), "", 3),
    "hot_spot": _plain("冷热点", "Hot spot"),
    "hot_spot_zh": _plain("冷热点", "Hot spot (Chinese)"),
    "hot_spot_en": _plain("冷热点（英文）", "Hot spot"),
    "p": ResultColumn(Text("显著性 p", "p"), "", 3),
    "local_moran": ResultColumn(Text("局部莫兰指数", "Local Moran's I"), "", 3),
    "neighbors": ResultColumn(Text("相邻单元数", "Neighbors"), "", 0),
    "moran": ResultColumn(Text("莫兰指数", "Moran's I"), "", 3),
    "without_access": _people("范围内没有设施的人口", "People without access"),
    "without_access_share": _share("无可达设施人口占比", "Share without access"),
    "supply": ResultColumn(Text("供给量", "Supply"), "", 0),
    "supply_unreached": ResultColumn(Text("无人可及的供给", "Supply nobody reaches"), "", 0),
    "facilities_unreached": ResultColumn(
        Text("无人可及的设施数", "Facilities nobody reaches"), "", 0
    ),
    "facility": _plain("设施", "Facility"),
    "distance_m": _distance("距离", "Distance"),
    "walking_m": _distance("步行距离", "Walking distance"),
    "required_m": _distance("服务半径要求", "Required radius"),
    "met_by_id": _plain("达标设施编号", "Id of what meets it"),
    "met_by": _plain("由何处达标", "Met by"),
    "met_by_grade": _plain("达标设施级别", "Grade of what meets it"),
    "met_by_m": _distance("至达标设施的距离", "Distance to what meets it"),
    "met_by_required_m": _distance("达标设施的服务半径", "Radius of what meets it"),
    "met_by_rule": _plain("达标所依条目", "Rule that is met"),
    "met_by_clause": _plain("达标所依条款", "Clause that is met"),
    "nearest_met": _plain("最近者达标", "The nearest meets it"),
    "lon": ResultColumn(Text("经度", "Longitude"), "degree", 6),
    "lat": ResultColumn(Text("纬度", "Latitude"), "degree", 6),
    "name_zh": _plain("名称", "Name (Chinese)"),
    "name_en": _plain("名称（英文）", "Name"),
    "kind": _plain("性质", "Kind"),
    "candidate": _plain("备选点编号", "Candidate"),
    "community": _plain("所在社区", "Community"),
    "compound": _plain("小区", "Compound"),
    "communities": _plain("社区", "Communities"),
    "people": _people("人口", "People"),
    "people_nearest": _people("以其为最近且在半径内的人口", "People it is the nearest for"),
    "people_within": _people("半径内人口", "People within the radius"),
    "people_out_of_reach": _people("任何备选点都不可及的人口", "People beyond every site"),
    "served_before": _people("现状覆盖人口", "People served before"),
    "served_after": _people("实施后覆盖人口", "People served after"),
    "gained": _people("新增覆盖人口", "People gained"),
    "people_served": _people("覆盖人口", "People served"),
    "people_served_kept": _people("现有设施覆盖人口", "People served by what stays"),
    "share": _share("人口覆盖率", "Share served"),
    "bound_share": _share("覆盖率的界", "Bound of the share"),
    "cost": ResultColumn(Text("费用", "Cost"), "", 2),
    "budget": ResultColumn(Text("预算", "Budget"), "", 2),
    "proven": _plain("已证明最优", "Proven"),
    "alternatives": _plain("等值方案", "Alternatives"),
    "alternatives_found": ResultColumn(Text("等值方案数", "Alternatives found"), "", 0),
    "alternatives_complete": _plain("已列出全部等值方案", "All alternatives listed"),
    "candidates_chosen": _plain("选用的备选点", "Candidates chosen"),
    "community_id": _plain("社区编号", "Community id"),
    "fix": _plain("改动", "Fix"),
    "required_share": _share("要求的覆盖率", "Required share"),
    "missing_m": _distance("尚差距离", "Missing distance"),
    "sites_needed": ResultColumn(Text("最少新增设施数", "Sites needed"), "", 0),
    "fewest_proven": _plain("已证明最少", "Fewest proven"),
    "sites_that_do": ResultColumn(Text("单独即可的备选点数", "Candidates that do alone"), "", 0),
    "length_m": _distance("新通道长度", "Length of the new street"),
    "verified": _plain("已复核", "Verified"),
    "text_zh": _plain("说明", "In words (Chinese)"),
    "text_en": _plain("说明（英文）", "In words"),
    "communities_counted": ResultColumn(Text("有人口的社区数", "Communities with people"), "", 0),
    "communities_failing": ResultColumn(Text("未达标社区数", "Communities failing"), "", 0),
    "fixed_by_one_site": ResultColumn(Text("一处设施即可达标", "Fixed by one site"), "", 0),
    "fixed_by_sites": ResultColumn(Text("增设设施可达标", "Fixed by sites"), "", 0),
    "fixed_by_link": ResultColumn(Text("打通道路可达标", "Fixed by a new street"), "", 0),
    "not_fixed": ResultColumn(Text("备选点不足以达标", "Not fixed by any candidates"), "", 0),
    "link_checked": ResultColumn(Text("已查找通道的社区数", "Searched for a new street"), "", 0),
    "missing_m_median": _distance("尚差距离中位数", "Missing distance, median"),
    "missing_m_most": _distance("尚差距离最大值", "Missing distance, greatest"),
    "share_before": _share("现状人口覆盖率", "Share served before"),
    "share_after": _share("实施后人口覆盖率", "Share served after"),
    "mean_m_before": _distance("现状平均距离", "Mean distance before"),
    "mean_m_after": _distance("实施后平均距离", "Mean distance after"),
    "worst_m_before": _distance("现状最远距离", "Greatest distance before"),
    "worst_m_after": _distance("实施后最远距离", "Greatest distance after"),
    "demand_points": ResultColumn(Text("需求点数", "Demand points"), "", 0),
    "points_served_before": ResultColumn(Text("现状覆盖需求点", "Points served before"), "", 0),
    "points_served_after": ResultColumn(Text("实施后覆盖需求点", "Points served after"), "", 0),
    "status": _plain("求解状态", "Status"),
    "objective": ResultColumn(Text("目标值", "Objective"), "", 0),
    "bound": ResultColumn(Text("已证明的界", "Proven bound"), "", 0),
    "gap": ResultColumn(Text("与界的差距（比例）", "Gap, as a share"), "", 6),
    "seconds": ResultColumn(Text("求解时间", "Solving time"), "s", 2),
    "sites_new": ResultColumn(Text("新增设施数", "New sites"), "", 0),
    "sites_kept": ResultColumn(Text("保留设施数", "Sites kept"), "", 0),
    "candidates": ResultColumn(Text("备选点数", "Candidates"), "", 0),
    "candidates_forbidden": ResultColumn(Text("因用地排除的备选点", "Barred by land use"), "", 0),
    "population_before": _people("现状人口", "Population before"),
    "population_after": _people("方案人口", "Population after"),
    "covered_population_before": _people("现状覆盖人口", "Covered population before"),
    "covered_population_after": _people("方案覆盖人口", "Covered population after"),
    "population_share_before": _share("现状人口覆盖率", "Share covered before"),
    "population_share_after": _share("方案人口覆盖率", "Share covered after"),
    "nearest_m_before": _distance("现状平均最近距离", "Mean distance to the nearest before"),
    "nearest_m_after": _distance("方案平均最近距离", "Mean distance to the nearest after"),
    "nearest_m_p90_before": _distance("现状第90百分位距离", "Nearest, 90th percentile before"),
    "nearest_m_p90_after": _distance("方案第90百分位距离", "Nearest, 90th percentile after"),
    "nearest_m_max_before": _distance("现状最大距离", "Nearest, greatest before"),
    "nearest_m_max_after": _distance("方案最大距离", "Nearest, greatest after"),
    "unreached_population_before": _people("现状无法到达的人口", "People who reach none before"),
    "unreached_population_after": _people("方案无法到达的人口", "People who reach none after"),
    "capacity_per_1000_before": ResultColumn(
        Text("现状每千人容量", "Capacity per 1,000 people before"), "per_1000", 1
    ),
    "capacity_per_1000_after": ResultColumn(
        Text("方案每千人容量", "Capacity per 1,000 people after"), "per_1000", 1
    ),
    "access_per_1000_before": ResultColumn(
        Text("现状每千人可获得的服务量", "Access per 1,000 people before"), "per_1000", 2
    ),
    "access_per_1000_after": ResultColumn(
        Text("方案每千人可获得的服务量", "Access per 1,000 people after"), "per_1000", 2
    ),
    "access_gini_before": ResultColumn(Text("现状可达性基尼系数", "Gini of access before"), "", 3),
    "access_gini_after": ResultColumn(Text("方案可达性基尼系数", "Gini of access after"), "", 3),
    # Members of equity_before and equity_after: of the distance to the nearest.
    "mean_before": _distance("现状距离均值", "Mean distance before"),
    "mean_after": _distance("方案距离均值", "Mean distance after"),
    "gini_before": ResultColumn(Text("现状距离基尼系数", "Gini of distance before"), "", 3),
    "gini_after": ResultColumn(Text("方案距离基尼系数", "Gini of distance after"), "", 3),
    "palma_before": ResultColumn(Text("现状距离帕尔马比值", "Palma of distance before"), "", 3),
    "palma_after": ResultColumn(Text("方案距离帕尔马比值", "Palma of distance after"), "", 3),
    "access_palma_before": ResultColumn(
        Text("现状可达性帕尔马比值", "Palma of access before"), "", 3
    ),
    "access_palma_after": ResultColumn(
        Text("方案可达性帕尔马比值", "Palma of access after"), "", 3
    ),
    "facilities_before": ResultColumn(Text("现状设施数", "Facilities before"), "", 0),
    "facilities_after": ResultColumn(Text("方案设施数", "Facilities after"), "", 0),
    "capacity_before": ResultColumn(Text("现状总容量", "Capacity before"), "", 0),
    "capacity_after": ResultColumn(Text("方案总容量", "Capacity after"), "", 0),
    "edits": _plain("修改", "Edits"),
    "edit": _plain("修改", "Edit"),
    "number": ResultColumn(Text("序号", "Number"), "", 0),
    "street": _plain("街道编号", "Street"),
    "capacity": ResultColumn(Text("容量", "Capacity"), "", 0),
    "factor": ResultColumn(Text("系数", "Factor"), "", 3),
    "total": _people("人口总数", "People in all"),
    "grade": _plain("等级", "Grade"),
    "facility_id": _plain("设施编号", "Facility id"),
    "standard": _plain("标准", "Standard"),
    "subdistrict": _plain("所在街道", "Subdistrict"),
    "subdistrict_id": _plain("街道编号", "Subdistrict id"),
    "inside": _plain("在区域内", "Inside the area"),
    "comparison": _plain("比较", "Comparison"),
    "measured_alt_radius": ResultColumn(
        Text("另一半径下的实测", "Measured at the other radius"), "", 3
    ),
    "measured_any_size": ResultColumn(
        Text("不限公园规模的实测", "Measured with parks of any size"), "", 3
    ),
    "units": ResultColumn(Text("单元数", "Units"), "", 0),
    "units_counted": ResultColumn(Text("计入的单元数", "Units counted"), "", 0),
    "rules": ResultColumn(Text("检查规则数", "Rules checked"), "", 0),
    "rules_of_standard": ResultColumn(Text("标准条数", "Rules of the standard"), "", 0),
    "rules_judged": ResultColumn(Text("已判定条数", "Rules judged"), "", 0),
    "rules_not_judged": _plain("未判定的条目", "Rules not judged"),
    "not_met": ResultColumn(Text("不达标", "Not met"), "", 0),
    "not_measurable": ResultColumn(Text("无法计量", "Not measurable"), "", 0),
    "weights": _plain("规则权重", "Weights of the rules"),
    "weight": _share("权重", "Weight"),
    "zones_without_population": ResultColumn(
        Text("无人口数据的单元", "Units without people"), "", 0
    ),
    "zones_without_resident": ResultColumn(
        Text("无常住人口数据的单元", "Units without residents known"), "", 0
    ),
    "zones_without_registered": ResultColumn(
        Text("无户籍人口数据的单元", "Units without registered people known"), "", 0
    ),
    "ledger": _plain("绿地台账", "Ledger of the green"),
    "inside_m2": _area("区内绿地", "Green inside the area"),
    "outside_m2": _area("区外绿地", "Green outside the area"),
    "sum_of_polygons_m2": _area("绿地图斑面积之和", "Sum of the polygons"),
    "overlap_m2": _area("已扣除的重叠", "Overlap counted once"),
    "classes": _plain("公园规模分级", "Classes of park size"),
    "class": ResultColumn(Text("级别", "Class"), "", 0),
    "equity": _plain("公平性", "Equity"),
    "gini": ResultColumn(Text("基尼系数", "Gini coefficient"), "", 3),
    "palma": ResultColumn(Text("帕尔马比值", "Palma ratio"), "", 3),
    "theil": ResultColumn(Text("泰尔指数", "Theil index"), "", 4),
    "theil_between": ResultColumn(
        Text("泰尔指数：街道之间", "Theil index, between subdistricts"), "", 4
    ),
    "theil_within": ResultColumn(
        Text("泰尔指数：街道之内", "Theil index, within subdistricts"), "", 4
    ),
    "between": ResultColumn(Text("街道之间", "Between subdistricts"), "", 4),
    "within": ResultColumn(Text("街道之内", "Within the subdistrict"), "", 4),
    "by_subdistrict": _plain("按街道", "By subdistrict"),
    "mean": ResultColumn(Text("平均值", "Mean"), "", 3),
    "lorenz": _plain("洛伦兹曲线", "Lorenz curve"),
    "high_high": ResultColumn(Text("高值聚集（单元数）", "Units in high clusters"), "", 0),
    "low_low": ResultColumn(Text("低值聚集（单元数）", "Units in low clusters"), "", 0),
    "high_low": ResultColumn(Text("高值被低值包围", "High among low"), "", 0),
    "low_high": ResultColumn(Text("低值被高值包围", "Low among high"), "", 0),
    "not_significant": ResultColumn(Text("不显著（单元数）", "Units not significant"), "", 0),
    "too_few": ResultColumn(Text("单元太少，未检验", "Untested, too few units"), "", 0),
    "all_equal": ResultColumn(Text("数值相同，未检验", "Untested, all values equal"), "", 0),
    "all_around": ResultColumn(
        Text("与所有单元相邻，未检验", "Untested, next to all units"), "", 0
    ),
    "quote": _plain("规划原文", "In the words of the plan"),
    "stated_text": _plain("规划所述", "Stated by the plan"),
    "computed_text": _plain("数据得出", "Computed from the data"),
    "computed_unit": _plain("数据的单位", "Unit of the computed"),
    "facts": ResultColumn(Text("核对事项数", "Facts checked"), "", 0),
    "inconsistent": ResultColumn(Text("不一致", "Inconsistent"), "", 0),
    "undecided": ResultColumn(Text("无法判定", "Cannot be decided"), "", 0),
}
