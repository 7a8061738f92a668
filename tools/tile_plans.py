"""The two tile grids, drawn by hand: wide for pages, narrow for phones. EUR is EURATOM, apart from the States.

They began as an assignment of States to cells by place and were then moved until neighbours lie together. Whoever
moves a tile runs build_tile_grid.py again: it refuses lost and doubled tiles and counts the neighbours that touch.
"""

WIDE = """
 .   .   .   .   .   .   .   .   .  ISL  .   .  NOR SWE FIN  .   .  EUR  .   .   .   .   .   .   .   .
 .   .   .   .   .   .   .   .   .   .   .   .  DNK  .  EST  .   .   .   .   .   .   .   .   .   .   .
 .  CAN  .   .   .   .   .   .  IRL GBR  .  NLD DEU POL LVA RUS  .   .   .   .   .   .   .   .   .   .
 .  USA  .   .   .   .   .   .   .   .  BEL LUX CZE SVK LTU BLR  .   .   .  KAZ  .   .   .   .   .   .
 .  MEX  .  BHS  .   .   .   .   .  FRA CHE LIE AUT HUN ROU UKR  .   .   .  UZB KGZ MNG PRK  .   .   .
GTM BLZ CUB HTI DOM KNA ATG  .   .  AND MCO SVN HRV SRB BGR MDA GEO ARM AZE TKM TJK CHN KOR JPN  .   .
SLV HND JAM  .   .  DMA LCA  .  PRT ESP ITA SMR BIH MNE MKD TUR SYR IRQ IRN AFG NPL BTN MMR LAO VNM  .
 .  NIC  .   .   .  VCT BRB  .   .   .  VAT MLT  .  ALB GRC CYP LBN JOR KWT PAK IND BGD THA KHM  .   .
 .  CRI PAN  .  TTO GRD  .   .   .   .  MAR DZA TUN LBY EGY PSE ISR SAU BHR QAT MDV LKA MYS BRN PHL  .
 .   .  COL VEN GUY SUR  .   .   .  CPV MRT MLI NER TCD SDN ERI DJI YEM OMN ARE  .   .  SGP IDN TLS  .
 .   .  ECU BRA  .   .   .   .   .  GMB SEN BFA BEN NGA SSD ETH SOM  .   .   .   .   .   .  PLW FSM MHL
 .   .  PER BOL PRY  .   .   .   .  GNB GIN GHA TGO CMR CAF UGA KEN  .   .   .   .   .   .  PNG NRU KIR
 .   .  CHL ARG URY  .   .   .   .  SLE LBR CIV GNQ COG COD RWA SYC  .   .   .   .   .  AUS SLB TUV  .
 .   .   .   .   .   .   .   .   .   .   .  STP GAB AGO BDI TZA COM  .   .   .   .   .   .  VUT FJI WSM
 .   .   .   .   .   .   .   .   .   .   .   .  NAM ZMB MWI MOZ MDG MUS  .   .   .   .   .  NZL TON NIU
 .   .   .   .   .   .   .   .   .   .   .   .   .  BWA ZWE SWZ  .   .   .   .   .   .   .   .   .  COK
 .   .   .   .   .   .   .   .   .   .   .   .   .   .  ZAF LSO  .   .   .   .   .   .   .   .   .   .
"""

NARROW = """
 .  CAN  .   .  EUR  .   .  ISL  .   .  NOR SWE FIN  .
 .  USA  .   .   .   .   .   .   .   .  DNK  .  EST  .
 .  MEX  .  BHS  .   .  IRL GBR  .  NLD DEU POL LVA RUS
GTM BLZ CUB HTI DOM KNA ATG  .  BEL LUX CZE SVK LTU BLR
SLV HND JAM  .  DMA LCA  .  FRA CHE LIE AUT HUN ROU UKR
 .  NIC  .   .  VCT BRB  .  AND MCO SVN HRV SRB BGR MDA
CRI PAN  .  TTO GRD  .  PRT ESP ITA SMR BIH MNE MKD  .
 .  COL VEN GUY SUR  .   .   .  VAT MLT  .  ALB GRC  .
 .  ECU BRA  .   .   .   .   .   .   .   .   .   .   .
 .  PER BOL PRY  .   .   .   .  KAZ  .   .   .   .   .
 .  CHL ARG URY  .   .   .   .  UZB KGZ MNG PRK  .   .
 .   .   .   .   .  GEO ARM AZE TKM TJK CHN KOR JPN  .
 .   .   .   .  TUR SYR IRQ IRN AFG NPL BTN MMR LAO VNM
 .   .   .   .  CYP LBN JOR KWT PAK IND BGD THA KHM  .
 .   .   .   .  PSE ISR SAU BHR QAT MDV LKA MYS BRN PHL
 .   .   .   .   .   .  YEM OMN ARE  .   .  SGP IDN TLS
 .   .   .   .   .   .   .   .   .   .   .   .   .   .
 .  MAR DZA TUN LBY EGY  .   .   .   .   .  PLW FSM MHL
CPV MRT MLI NER TCD SDN ERI DJI  .   .   .  PNG NRU KIR
GMB SEN BFA BEN NGA SSD ETH SOM  .   .  AUS SLB TUV  .
GNB GIN GHA TGO CMR CAF UGA KEN  .   .   .  VUT FJI WSM
SLE LBR CIV GNQ COG COD RWA SYC  .   .   .  NZL TON NIU
 .   .  STP GAB AGO BDI TZA COM  .   .   .   .   .  COK
 .   .   .  NAM ZMB MWI MOZ MDG MUS  .   .   .   .   .
 .   .   .   .  BWA ZWE SWZ  .   .   .   .   .   .   .
 .   .   .   .   .  ZAF LSO  .   .   .   .   .   .   .
"""

# Neighbours across water that a reader expects side by side.
SEA_TEXT = """
IRL-GBR GBR-FRA GBR-ISL GBR-BEL GBR-NLD DNK-SWE DNK-NOR FIN-EST SWE-FIN ITA-MLT GRC-CYP CYP-TUR CYP-LBN
ITA-ALB ESP-MAR ITA-TUN BHS-CUB CUB-JAM CUB-HTI JAM-HTI CUB-USA BHS-USA DOM-KNA KNA-ATG ATG-DMA DMA-LCA
LCA-VCT LCA-BRB VCT-GRD VCT-BRB GRD-TTO TTO-VEN CPV-SEN CPV-MRT STP-GAB STP-GNQ COM-MOZ COM-TZA COM-MDG
MDG-MOZ MDG-MUS SYC-KEN SYC-COM MUS-SYC LKA-IND MDV-LKA MDV-IND JPN-KOR JPN-PRK PHL-MYS PHL-IDN PHL-VNM
SGP-MYS SGP-IDN BRN-MYS TLS-IDN TLS-AUS AUS-PNG AUS-NZL PNG-SLB SLB-VUT VUT-FJI FJI-TON TON-NIU NIU-COK
FJI-TUV TUV-KIR KIR-NRU KIR-MHL MHL-FSM FSM-PLW WSM-TON WSM-TUV PLW-PHL FJI-WSM NRU-SLB NZL-TON WSM-COK
BHR-QAT BHR-SAU SAU-EGY YEM-DJI YEM-ERI IRN-ARE IRN-BHR PSE-EGY
"""
SEA_NEIGHBOURS = {tuple(sorted(pair.split("-"))) for pair in SEA_TEXT.split()}
