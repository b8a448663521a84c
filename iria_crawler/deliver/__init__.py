"""Hand-over: the WARC files of a site as a bag or a WACZ, with all that says what they are, and an account of it."""

from iria_crawler.deliver.accounts import Handed
from iria_crawler.deliver.bags import deliver_bag
from iria_crawler.deliver.packages import deliver_wacz
from iria_crawler.deliver.parcels import Parcel, parcel
from iria_crawler.deliver.taking import refuse_unfinished

__all__ = ["Handed", "Parcel", "deliver_bag", "deliver_wacz", "parcel", "refuse_unfinished"]
