from registry.catalogue.states import ExemplarState
def test_pages(make, client):
    unit = make.unit(name="Xã An Bình", parent=make.province(name="Tuyên Quang"))
    e = make.exemplar(unit=unit, state=ExemplarState.RUNNING, public=True)
    for path in (f"/mo-hinh/{e.reference}", f"/mo-hinh/{e.reference}/phien-ban/1", f"/mo-hinh/{e.reference}/lich-su"):
        a = client.get(path); assert a.status_code == 200, (path, a.text[:3000])
    client.sign_in(make.lead(unit))
    d = make.exemplar(unit=unit, state=ExemplarState.DRAFT, complete=False)
    for path in ("/dang-ky", *(f"/mo-hinh/{x.reference}{s}" for x in (e,d) for s in ("", "/sua","/kiem-tra","/duy-tri","/sua/ten-va-don-vi","/sua/van-de-va-muc-tieu","/sua/cach-lam","/sua/ket-qua","/sua/dieu-kien-nhan-rong"))):
        a = client.get(path); assert a.status_code in (200,303), (path, a.text[:3000])
